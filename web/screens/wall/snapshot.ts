/** Milliseconds between two looks whether the picture has come, and looks before it is given up. */
const LOOK_MS = 60;
const MOST_LOOKS = 200;

/** The picture is this many times smaller on each side: enough for the seconds that it stands in. */
const SMALLER = 2;

/**
 * The picture that is being shown on a canvas of WebGL, at half its size. To be called in the very turn that drew it.
 *
 * Drawing such a canvas into another has the page stand still until the graphics card is done: half a second without
 * one, seconds on a large wall. So the card is asked to copy the picture into a buffer when it comes to it, and the
 * buffer is read once it has.
 *
 * @returns null where there is no context any more, or the picture does not come within seconds
 */
export async function snapshotOf(canvas: HTMLCanvasElement): Promise<ImageData | null> {
  const gl = canvas.getContext('webgl2');
  if (!gl || gl.isContextLost()) return null;
  const size = { width: Math.floor(canvas.width / SMALLER), height: Math.floor(canvas.height / SMALLER) };
  if (size.width === 0 || size.height === 0) return null;
  const buffer = order(gl, canvas, size);
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  try {
    if (!fence || !(await reached(gl, fence))) return null;
    const pixels = new Uint8ClampedArray(4 * size.width * size.height);
    const bound: WebGLBuffer | null = gl.getParameter(gl.PIXEL_PACK_BUFFER_BINDING);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, pixels);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, bound);
    return gl.isContextLost() ? null : new ImageData(pixels, size.width, size.height);
  } finally {
    gl.deleteSync(fence);
    gl.deleteBuffer(buffer);
  }
}

/**
 * Has the picture made smaller, turned upside up, and copied into a buffer, without waiting for it. Whoever draws on
 * the context finds its state as it was.
 */
function order(
  gl: WebGL2RenderingContext,
  { width, height }: HTMLCanvasElement,
  size: { width: number; height: number },
): WebGLBuffer {
  const before: {
    read: WebGLFramebuffer | null;
    draw: WebGLFramebuffer | null;
    renderbuffer: WebGLRenderbuffer | null;
    pack: WebGLBuffer | null;
    scissors: boolean;
  } = {
    read: gl.getParameter(gl.READ_FRAMEBUFFER_BINDING),
    draw: gl.getParameter(gl.DRAW_FRAMEBUFFER_BINDING),
    renderbuffer: gl.getParameter(gl.RENDERBUFFER_BINDING),
    pack: gl.getParameter(gl.PIXEL_PACK_BUFFER_BINDING),
    scissors: gl.isEnabled(gl.SCISSOR_TEST),
  };
  const small = gl.createFramebuffer();
  const colours = gl.createRenderbuffer();
  const buffer = gl.createBuffer();
  gl.bindRenderbuffer(gl.RENDERBUFFER, colours);
  gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, size.width, size.height);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, small);
  gl.framebufferRenderbuffer(gl.DRAW_FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, colours);
  gl.disable(gl.SCISSOR_TEST);
  gl.blitFramebuffer(0, 0, width, height, 0, size.height, size.width, 0, gl.COLOR_BUFFER_BIT, gl.LINEAR);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, small);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  gl.bufferData(gl.PIXEL_PACK_BUFFER, 4 * size.width * size.height, gl.STREAM_READ);
  gl.readPixels(0, 0, size.width, size.height, gl.RGBA, gl.UNSIGNED_BYTE, 0);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, before.pack);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, before.read);
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, before.draw);
  gl.bindRenderbuffer(gl.RENDERBUFFER, before.renderbuffer);
  if (before.scissors) gl.enable(gl.SCISSOR_TEST);
  // What was ordered keeps what it needs of them.
  gl.deleteFramebuffer(small);
  gl.deleteRenderbuffer(colours);
  return buffer;
}

/** Whether the card came to the fence; it is looked for now and then, and never waited for. */
async function reached(gl: WebGL2RenderingContext, fence: WebGLSync): Promise<boolean> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (gl.isContextLost()) return false;
    const state = gl.clientWaitSync(fence, 0, 0);
    if (state === gl.ALREADY_SIGNALED || state === gl.CONDITION_SATISFIED) return true;
    if (state === gl.WAIT_FAILED) return false;
  }
  return false;
}
