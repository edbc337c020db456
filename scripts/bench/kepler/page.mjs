/**
 * Page of kepler.gl for the bench: not built with the project, since its packages are installed for the bench alone.
 * Base map, side panel and whatever is fetched from elsewhere are switched off.
 */
import { addDataToMap, updateMap } from '@kepler.gl/actions';
import { KeplerGl } from '@kepler.gl/components';
import { processGeojson } from '@kepler.gl/processors';
import { enhanceReduxMiddleware, keplerGlReducer } from '@kepler.gl/reducers';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import { applyMiddleware, combineReducers, compose, legacy_createStore } from 'redux';

const WIDTH = globalThis.innerWidth;
const HEIGHT = globalThis.innerHeight;
/** Of points that are open, as Guatu draws them. */
const POINT_OPACITY = 0.82;
const rgbOf = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const LAYERS = ['areas', 'points'];

/**
 * @param areas GeoJSON with the property `class`, 0 to 5
 * @param points rows of longitude and latitude
 * @param look colours of the classes and the sizes Guatu draws with
 */
export function show(areas, points, { colors, pointColor, metresAtZoom14, center, zoom }) {
  const store = legacy_createStore(
    combineReducers({
      keplerGl: keplerGlReducer.initialState({
        uiState: { readOnly: true, currentModal: null },
        mapStyle: { styleType: 'no_map' },
      }),
    }),
    {},
    compose(applyMiddleware(...enhanceReduxMiddleware([]))),
  );
  const [longitude, latitude] = center;
  const cameraOf = (at) => ({ latitude: at.center[1], longitude: at.center[0], zoom: at.zoom });
  /** Tells of the first frame that deck.gl draws with both layers whole; its own callback is kepler.gl's. */
  const watch = (deck) => {
    const draw = deck._drawLayers;
    deck._drawLayers = function (...args) {
      draw.apply(this, args);
      const drawn = this.layerManager.getLayers().filter(({ id }) => LAYERS.some((of) => id.startsWith(of)));
      const whole = LAYERS.every((of) => drawn.some(({ id }) => id.startsWith(of)));
      if (!whole || !drawn.every(({ isLoaded }) => isLoaded)) return;
      document.documentElement.dataset.mapIdle = 'true';
      deck._drawLayers = draw;
    };
  };
  const layer = (id, type, columns, color, visConfig, visualChannels = {}) => ({
    ...{ id, type, visualChannels },
    config: { dataId: id, label: id, columns, color, isVisible: true, visConfig },
  });
  /** What is sent before the instance is there is lost. */
  const addData = () =>
    store.dispatch(
      addDataToMap({
        datasets: [
          { info: { id: 'areas', label: 'areas' }, data: processGeojson(areas) },
          {
            info: { id: 'points', label: 'points' },
            data: {
              fields: ['lng', 'lat'].map((name) => ({
                ...{ name, id: name, displayName: name, type: 'real', format: '', analyzerType: 'FLOAT' },
              })),
              rows: points,
            },
          },
        ],
        options: { centerMap: false, readOnly: true },
        config: {
          version: 'v1',
          config: {
            mapState: { latitude, longitude, zoom, bearing: 0, pitch: 0, dragRotate: false },
            mapStyle: { styleType: 'no_map' },
            visState: {
              layers: [
                layer(...['points', 'point', { lat: 'lat', lng: 'lng', altitude: null }, rgbOf(pointColor)], {
                  radius: metresAtZoom14,
                  opacity: POINT_OPACITY,
                  filled: true,
                  outline: false,
                }),
                layer(
                  ...['areas', 'geojson', { geojson: '_geojson' }, [200, 200, 200]],
                  {
                    ...{ opacity: 1, strokeOpacity: 1, thickness: 0.5, strokeColor: [255, 255, 255] },
                    ...{ stroked: true, filled: true, enable3d: false, wireframe: false },
                    colorRange: { name: 'pace', type: 'sequential', category: 'Custom', colors },
                  },
                  { colorField: { name: 'class', type: 'integer' }, colorScale: 'quantize' },
                ),
              ],
            },
          },
        },
      }),
    );
  const element = createElement(KeplerGl, {
    ...{ id: 'bench', width: WIDTH, height: HEIGHT, mapboxApiAccessToken: '' },
    getState: (state) => state.keplerGl,
    onDeckInitialized: watch,
    onKeplerGlInitialized: addData,
  });
  createRoot(document.getElementById('root')).render(createElement(Provider, { store }, element));
  Object.assign(globalThis, {
    look: (at) => store.dispatch(updateMap(cameraOf(at))),
    camera: () => {
      const { mapState } = store.getState().keplerGl.bench;
      return { center: [mapState.longitude, mapState.latitude], zoom: mapState.zoom };
    },
  });
}
