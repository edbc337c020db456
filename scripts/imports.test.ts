import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The table "may import" of architecture.md, checked on every import of every source file. Biome's rules match
 * text and cannot tell a type import; this resolves each specifier.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Import {
  specifier: string;
  isType: boolean;
}

/** What a file of the project is checked against: what exists and what package.json lists. */
interface World {
  exists: (path: string) => boolean;
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
}

// A string, template, comment or regular expression is passed over as one token, so that an `import` written in
// one is not taken for a statement.
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<text>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|(?<template>`(?:\\[\s\S]|[^`\\])*`)|(?<regex>(?<=[=(,:[!&|?{};]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*)|(?<word>[\w$]+)|(?<sign>[^\s\w])/g;

/** Every specifier a source text imports or exports from, statically, dynamically, as a type or in a type. */
function findImports(source: string): Import[] {
  const tokens = [...source.matchAll(TOKEN)]
    .map(({ groups = {}, 0: text }) => ({ ...groups, text }) as Record<string, string | undefined>)
    .filter(
      ({ word, sign, text, template, regex }) => word ?? sign ?? template ?? regex ?? !text?.startsWith('/'),
    );
  const found: Import[] = [];
  const unquote = (text = '') => text.slice(1, -1);
  const isText = (i: number) => /^['"]/.test(tokens[i]?.text ?? '');
  tokens.forEach(({ word }, i) => {
    if ((word !== 'import' && word !== 'export') || tokens[i - 1]?.text === '.') return;
    const after = tokens[i + 1]?.text;
    if (word === 'import' && after === '(') {
      // `import('x')`; in a type position it is a type, which no rule minds less
      const isTyped = ['typeof', ':', '<', '|', '&'].includes(tokens[i - 1]?.text ?? '');
      if (isText(i + 2)) found.push({ specifier: unquote(tokens[i + 2]?.text), isType: isTyped });
      else found.push({ specifier: '(computed)', isType: false });
      return;
    }
    if (word === 'import' && isText(i + 1)) {
      found.push({ specifier: unquote(tokens[i + 1]?.text), isType: false });
      return;
    }
    const isType = after === 'type' && tokens[i + 2]?.text !== 'from' && tokens[i + 2]?.text !== ',';
    // the clause: names, braces, stars and commas up to `from`; anything else ends it
    for (let j = i + 1; j < tokens.length; j++) {
      const { word: name, text = '' } = tokens[j] ?? {};
      if (name === 'from' && isText(j + 1)) {
        found.push({
          specifier: unquote(tokens[j + 1]?.text),
          isType: isType || isAllTypes(tokens.slice(i + 1, j)),
        });
        return;
      }
      if (!name && !'{},*'.includes(text) && !/^['"]/.test(text)) return;
    }
  });
  return found;
}

/** `{ type A, type B as C }`: nothing of it is left when it runs. */
function isAllTypes(clause: Record<string, string | undefined>[]): boolean {
  const text = clause.map((token) => token.text).join(' ');
  const names = /^\{ (.*) \}$/.exec(text)?.[1]?.split(',') ?? [''];
  return names[0] !== '' && names.every((name) => /^\s*(type .*)?$/.test(name));
}

/** What a specifier stands for: a file of the project, a package or a module of Node. */
type Target = { kind: 'file'; path: string } | { kind: 'package'; name: string } | { kind: 'node' };

function resolveImport(file: string, specifier: string): Target | null {
  if (isBuiltin(specifier)) return { kind: 'node' };
  const bare = specifier.replace(/\?(url|raw|worker|inline)$/, '');
  if (bare.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(file), bare) };
  if (bare.startsWith('#')) {
    const [, folder, path] = /^#(geodata|api)\/(.+)$/.exec(bare) ?? [];
    return folder && path ? { kind: 'file', path: `${folder}/${path}` } : null;
  }
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(bare)?.[0];
  return name ? { kind: 'package', name } : null;
}

const STYLES = /\.(css|json|svg|png|woff2|geojson|mjs)$/;
const DRIVERS = new Set(['kysely', 'better-sqlite3', 'pg']);
const top = (path: string) => posix.dirname(path).split('/')[0] ?? '';
const below = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
/** Folders of what tests share; nothing else knows them but fixtures, which tests share too. */
const TESTING = ['geodata/testing', 'api/store/testing'];
const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const isFixture = (file: string) => /^api\/\w+Fixture\.ts$/.test(file);
const isComposer = (file: string) =>
  ['api/server.ts', 'api/listen.ts', 'api/app.ts', 'api/testing.ts', 'api/jobs/entry.ts'].includes(file) ||
  // What tests of the interface share is composed like the product.
  isFixture(file);

/** Why `file` may not import this; `null` when it may. */
function objection(file: string, { specifier, isType }: Import, world: World): string | null {
  if (specifier === '(computed)') return 'a computed import cannot be checked';
  const target = resolveImport(file, specifier);
  if (!target) return 'cross-folder imports are #geodata/* or #api/*';
  if (target.kind === 'file') {
    return (
      wrongWay(file, specifier, target.path) ??
      missing(target.path, world) ??
      wrongFloor(file, target.path, isType)
    );
  }
  if (target.kind === 'node')
    return mayUseNode(file) ? null : 'node:* does not run in a browser and has no place here';
  return wrongPackage(file, target.name, isType) ?? unlisted(file, specifier, target.name, isType, world);
}

/**
 * `#` leads to geodata and api only, `../` to no other folder: so nothing can import web or scripts. But the build's
 * own settings are made of scripts.
 */
function wrongWay(file: string, specifier: string, path: string): string | null {
  if (specifier.startsWith('#') || top(file) === top(path)) return null;
  if (file === 'vite.config.ts' && below(path, 'scripts')) return null;
  return '../ must not leave a top folder: use #geodata/* or #api/*; nothing imports web or scripts';
}

function missing(path: string, world: World): string | null {
  if (!/\.tsx?$/.test(path) && !STYLES.test(path)) return 'the file extension is missing';
  return world.exists(path) ? null : 'the file does not exist';
}

function mayUseNode(file: string): boolean {
  if (isTest(file) || below(file, 'scripts', 'web/e2e', 'geodata/import', 'geodata/testing')) return true;
  return !below(file, 'geodata', 'web', 'api/contract') && file !== 'web/api.ts';
}

/** What the analysis must find without having read it. */
const PLANTED = 'geodata/presets/demo/plantedTruths.ts';

/** The floors: which folders of the project a file may know. */
function wrongFloor(file: string, path: string, isType: boolean): string | null {
  const isForTests = isTest(file) || isFixture(file) || below(file, ...TESTING, 'web/e2e');
  if (below(path, ...TESTING) && !isForTests) {
    return `${path} is for tests`;
  }
  if (path === PLANTED && !below(file, 'geodata/presets/demo') && file !== 'scripts/planted.ts') {
    return 'what is planted in the demonstration is for its generator, and for who holds the analysis against it';
  }
  if (below(file, 'geodata')) return below(path, 'geodata') ? null : 'geodata knows nothing above it';
  if (path === 'api/app.ts' && !isComposer(file) && !below(file, 'scripts') && !isTest(file)) {
    if (file !== 'web/api.ts') return 'only web/api.ts imports #api/app.ts';
    return isType ? null : 'web/api.ts takes the type of #api/app.ts only';
  }
  if (isTest(file) || below(file, 'web/e2e')) return null;
  if (below(file, 'web')) return wrongInWeb(file, path, isType);
  if (below(file, 'api')) return wrongInApi(file, path, isType);
  return null;
}

function wrongInWeb(file: string, path: string, isType: boolean): string | null {
  // Palettes, classes and image names lie beside the layers and are as pure as they are.
  const pureMap = below(path, 'web/map') && !path.endsWith('.tsx') && !path.endsWith('controller.ts');
  if (below(file, 'web/map/layers') && !pureMap && !below(path, 'geodata')) {
    return 'layers are pure: they know geodata only';
  }
  if (below(path, 'api')) {
    return isType || below(path, 'api/contract')
      ? null
      : 'the web knows the contract, and the rest of api as types';
  }
  if (below(path, 'geodata/import')) return 'the web uses the pure parts of geodata';
  const screen = (name: string) => /^web\/screens\/([^/]+)\//.exec(name)?.[1];
  const [own, other] = [screen(file), screen(path)];
  return own && other && own !== other ? 'screens never import each other' : null;
}

/** Folders of api that each folder of api may know, besides itself and geodata. */
const API_FLOORS: Record<string, string[]> = {
  contract: [],
  store: [],
  services: ['api/store/'],
  jobs: ['api/services/', 'api/store/'],
  routes: ['api/contract/', 'api/services/', 'api/store/'],
};

function wrongInApi(file: string, path: string, isType: boolean): string | null {
  if (below(path, 'geodata') || isComposer(file)) return null;
  const folder = file.split('/')[1] ?? '';
  const allowed = API_FLOORS[folder];
  // files of api itself (config, errors, http) are known to all of it but the contract
  const isShared = path.split('/').length === 2 && !isComposer(path);
  if (!allowed || (isShared && folder !== 'contract')) return null;
  if (path.startsWith(`api/${folder}/`)) return null;
  // Services answer in the contract's shapes, but do not validate: routes do.
  if (folder === 'services' && isType && below(path, 'api/contract')) return null;
  if (!allowed.some((prefix) => path.startsWith(prefix))) return `api/${folder} must not know ${path}`;
  const isEngine = below(path, 'api/store/sqlite', 'api/store/postgres', 'api/store/questions');
  return isEngine ? `api/${folder} asks the Store interface, never an engine` : null;
}

function wrongPackage(file: string, name: string, isType: boolean): string | null {
  if (isTest(file) || below(file, 'scripts', 'web/e2e')) return null;
  if (below(file, 'geodata')) {
    const foreign = DRIVERS.has(name) || /^(react|react-dom|hono|@hono\/.*|zod)$/.test(name);
    return foreign ? 'geodata is pure: no database, HTTP or React' : null;
  }
  if (below(file, 'api/contract') && name !== 'zod' && name !== '@hono/zod-openapi' && name !== 'geojson') {
    return 'the contract imports zod and geodata only';
  }
  if (DRIVERS.has(name) && !below(file, 'api/store') && !isComposer(file))
    return 'only api/store knows a database';
  if (below(file, 'web/map/layers')) {
    if (name.startsWith('@deck.gl/') || name === 'geojson') return null;
    return name === 'maplibre-gl' && isType
      ? null
      : 'layers import geodata, deck.gl and types of maplibre-gl';
  }
  return null;
}

function unlisted(
  file: string,
  specifier: string,
  name: string,
  isType: boolean,
  world: World,
): string | null {
  const typesOf = `@types/${name.replace(/^@(.+)\/(.+)$/, '$1__$2')}`;
  const all = (wanted: string) => world.dependencies.has(wanted) || world.devDependencies.has(wanted);
  // what the browser gets is bundled, what tests and tools use is not shipped, types are gone when it runs
  const isTool =
    isTest(file) || isFixture(file) || below(file, 'web', 'scripts', ...TESTING) || !file.includes('/');
  if (isType || isTool)
    return all(name) || all(typesOf) ? null : `'${specifier}' is not listed in package.json`;
  return world.dependencies.has(name) ? null : `'${name}' is not listed in the dependencies of package.json`;
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    const isHidden = entry.name.startsWith('.') || ['node_modules', 'dist', 'data'].includes(entry.name);
    if (entry.isDirectory() && !isHidden) yield* sourceFiles(path);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path;
  }
}

test('every import of the project is allowed and leads somewhere', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const world: World = {
    exists: (path) => existsSync(join(root, path)),
    dependencies: new Set(Object.keys(manifest.dependencies)),
    devDependencies: new Set(Object.keys(manifest.devDependencies)),
  };
  const faults: string[] = [];
  let count = 0;
  for (const file of sourceFiles('')) {
    for (const imported of findImports(readFileSync(join(root, file), 'utf8'))) {
      count++;
      const reason = objection(file, imported, world);
      if (reason) faults.push(`${file}: '${imported.specifier}': ${reason}`);
    }
  }
  expect(count).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

describe('the checker finds', () => {
  const world: World = {
    exists: (path) => !path.includes('absent'),
    dependencies: new Set([
      'zod',
      'hono',
      'kysely',
      'better-sqlite3',
      'flatbush',
      'maplibre-gl',
      'react',
      '@deck.gl/core',
    ]),
    devDependencies: new Set(['vitest', '@types/geojson', '@types/d3-delaunay']),
  };
  const faults = (file: string, source: string) =>
    findImports(source).flatMap((imported) => objection(file, imported, world) ?? []);

  test.each([
    ['geodata/duty/pace.ts', "import fs from 'node:fs'"],
    ['geodata/duty/pace.ts', "import fs from 'fs'"],
    ['geodata/duty/pace.ts', "import { z } from '#api/contract/common.ts'"],
    ['geodata/duty/pace.ts', "import type { z } from '#api/contract/common.ts'"],
    ['geodata/duty/pace.ts', "import { describeWithReference } from '#geodata/testing/reference.ts'"],
    ['geodata/hotspot/giStar.ts', "import { a } from '../presets/demo/plantedTruths.ts'"],
    ['api/services/hotspots.ts', "import type { A } from '#geodata/presets/demo/plantedTruths.ts'"],
    ['geodata/duty/pace.ts', "import { sql } from 'kysely'"],
    ['geodata/duty/pace.ts', "import { test } from 'vitest'"],
    ['geodata/duty/pace.ts', "import x from 'unheard-of'"],
    ['geodata/duty/pace.ts', "export * from './absent.ts'"],
    ['geodata/duty/pace.ts', "import { a } from './gap'"],
    ['geodata/duty/pace.ts', "import { a } from '#geodata/duty/gap'"],
    ['geodata/duty/pace.ts', "import { a } from '#web/gap.ts'"],
    ['geodata/duty/pace.ts', 'const a = await import(name)'],
    ['geodata/duty/pace.ts', "const a = await import('node:fs')"],
    ['geodata/duty/pace.ts', "import { a } from '../../web/state/url.ts'"],
    ['geodata/duty/pace.test.ts', "import { a } from '../../scripts/demo.ts'"],
    ['geodata/duty/pace.test.ts', "import { a } from '#api/store/store.ts'"],
    ['api/routes/areas.ts', "import { sql } from 'kysely'"],
    ['api/routes/areas.ts', "import type { Kysely } from 'kysely'"],
    ['api/routes/areas.ts', "import { open } from '#api/store/sqlite/open.ts'"],
    ['api/routes/areas.ts', "import { start } from '#api/jobs/start.ts'"],
    ['api/routes/areas.ts', "import { a } from '../app.ts'"],
    ['api/services/report.ts', "import { a } from '#api/routes/areas.ts'"],
    ['api/services/report.ts', "import { a } from '#api/contract/areas.ts'"],
    ['api/services/report.ts', "import Database from 'better-sqlite3'"],
    ['api/store/store.ts', "import { a } from '#api/services/report.ts'"],
    ['api/contract/areas.ts', "import { Hono } from 'hono'"],
    ['api/contract/areas.ts', "import { a } from '#api/errors.ts'"],
    ['api/contract/areas.ts', "import { a } from 'node:path'"],
    ['api/server.ts', "import { a } from '../web/state/url.ts'"],
    ['web/screens/wall/Wall.tsx', "import { a } from '../leader/Leader.tsx'"],
    ['web/screens/wall/Wall.tsx', "import type { AppType } from '#api/app.ts'"],
    ['web/screens/wall/Wall.tsx', "import { a } from '#api/services/report.ts'"],
    ['web/screens/wall/Wall.tsx', "import { a } from '#geodata/import/csv.ts'"],
    ['web/screens/wall/Wall.tsx', "import { a } from 'node:fs'"],
    ['web/screens/wall/Wall.tsx', "import { a } from '../../../geodata/model.ts'"],
    ['web/api.ts', "import { app } from '#api/app.ts'"],
    ['web/api.ts', "import { type AppType, app } from '#api/app.ts'"],
    ['web/map/layers/fill.ts', "import { useState } from 'react'"],
    ['web/map/layers/fill.ts', "import { Map } from 'maplibre-gl'"],
    ['web/map/layers/fill.ts', "import { a } from '#api/contract/areas.ts'"],
    ['web/map/layers/fill.ts', "import { a } from '../controller.ts'"],
    ['web/map/layers/fill.ts', "import type { A } from '../../queries/index.ts'"],
    ['scripts/demo.ts', "import { a } from '../geodata/model.ts'"],
    ['vite.config.ts', "import a from 'unheard-of'"],
    ['vite.config.ts', "import { a } from './web/state/url.ts'"],
  ])('%s must not: %s', (file, source) => {
    expect(faults(file, source)).toHaveLength(1);
  });

  test.each([
    [
      'geodata/import/csv.ts',
      "import { createReadStream } from 'node:fs'; import { a } from '#geodata/model.ts'",
    ],
    ['geodata/tiles/knit.ts', "import Flatbush from 'flatbush'; import type { Polygon } from 'geojson'"],
    [
      'geodata/duty/gap.test.ts',
      "import { test } from 'vitest'; import { d } from '#geodata/testing/reference.ts'",
    ],
    [
      'geodata/duty/gap.ts',
      "import { a } from './pace.ts'; import { b } from '../model.ts'; export * from './c.ts'",
    ],
    ['api/routes/areas.ts', "import { z } from 'zod'; import { a } from '#api/services/report.ts'"],
    [
      'api/routes/areas.ts',
      "import type { Store } from '../store/store.ts'; import { b } from '../errors.ts'",
    ],
    ['api/store/sqlite/open.ts', "import D from 'better-sqlite3'; import { Kysely } from 'kysely'"],
    ['api/app.ts', "import { a } from './routes/areas.ts'; import { b } from './store/sqlite/open.ts'"],
    ['web/api.ts', "import type { AppType } from '#api/app.ts'"],
    ['web/api.ts', "import { type AppType } from '#api/app.ts'"],
    ['web/screens/wall/Wall.tsx', "import { a } from '../../components/Bar.tsx'; import './wall.css'"],
    [
      'web/map/layers/fill.ts',
      "import type { Map } from 'maplibre-gl'; import { Layer } from '@deck.gl/core'",
    ],
    [
      'web/map/map.ts',
      "import url from 'maplibre-gl/dist/worker.mjs?url'; import { a } from '#geodata/model.ts'",
    ],
    ['scripts/planted.ts', "import type { A } from '#geodata/presets/demo/plantedTruths.ts'"],
    ['scripts/demo.ts', "import { a } from '#geodata/model.ts'; import { b } from '#api/app.ts'"],
    ['api/recordsFixture.ts', "import { expect } from 'vitest'; import { a } from './routes/areas.ts'"],
    ['api/recordsFixture.ts', "import { a } from '#api/store/testing/operations.ts'"],
  ])('nothing in %s: %s', (file, source) => {
    expect(faults(file, source)).toEqual([]);
  });

  test('imports wherever and however they are written', () => {
    const source = `
      // import a from 'comment'
      /* import b from 'comment' */
      const text = "import c from 'text'", pattern = /import d from 'pattern'/;
      const template = \`import e from 'template'\`;
      import 'one';
      import type {
        A,
        B as C,
      } from "two";
      import x, { type Y } from 'three'
      import * as all from 'four';
      export { z } from 'five';
      export * as names from 'six';
      export type { T } from 'seven';
      const lazy = () => import('eight');
      type U = import('nine').U;
      import { type P, type Q } from 'ten';
      import from_ from 'eleven' with { type: 'json' };
      export const from = 'not this'; export default 'nor this'; import.meta.url; object.import('nor that');
      export function f() { return 'nothing'; } const from2 = { from: 'x' };
      import type from 'twelve';
    `;
    const found = findImports(source).map(({ specifier, isType }) => `${specifier}${isType ? ' type' : ''}`);
    expect(found).toEqual([
      'one',
      'two type',
      'three',
      'four',
      'five',
      'six',
      'seven type',
      'eight',
      'nine',
      'ten type',
      'eleven',
      'twelve',
    ]);
  });
});
