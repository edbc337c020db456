import type { Permission } from '#geodata/presets/roles.ts';

/** `open`: whoever reaches the server; `signedIn`: any account or display; `account`: no display; else one of these. */
export type Rule = 'open' | 'signedIn' | 'account' | readonly Permission[];

const read: Rule = ['read'];
const list: Rule = ['list'];
const register: Rule = ['register'];
const administer: Rule = ['administer'];
const exporting: Rule = ['export'];

/**
 * Who may ask for which route: a route that is not named here is refused to everybody. What lies in an account's
 * scope is asked of every row beside this.
 */
export const RULES: Readonly<Record<string, Rule>> = {
  'GET /api/sign-in': 'open',
  'POST /api/session': 'open',
  'POST /api/session/display': 'open',
  'GET /api/session/single-sign-on': 'open',
  'GET /api/session/single-sign-on/callback': 'open',
  'GET /api/session': 'signedIn',
  'DELETE /api/session': 'signedIn',
  'GET /api/account': 'account',
  'POST /api/account/password': 'account',
  'POST /api/account/second-factor': 'account',
  'PUT /api/account/second-factor': 'account',
  'POST /api/account/second-factor/removal': 'account',
  'DELETE /api/account/sessions/{id}': 'account',

  'GET /api/openapi.json': 'signedIn',
  'GET /api/docs': 'signedIn',
  'GET /api/docs/start.js': 'signedIn',
  'GET /api/docs/swagger-ui.css': 'signedIn',
  'GET /api/docs/swagger-ui-bundle.js': 'signedIn',

  'GET /api/basemap.json': read,
  'GET /api/settings': read,
  'GET /tiles/tiles.json': read,
  'GET /tiles/{version}/{z}/{x}/{y}.mvt': read,
  'GET /api/areas': read,
  'GET /api/areas/at': read,
  'GET /api/areas/zones': read,
  'GET /api/areas/{code}': read,
  'GET /api/areas/codes/{hash}': read,
  'GET /api/coverage': read,
  'GET /api/coverage/summary': read,
  'GET /api/coverage/series': read,
  'GET /api/coverage/ranking': read,
  'GET /api/hotspots': read,
  'GET /api/hotspots/emerging': read,
  'GET /api/hotspots/silence': read,
  'GET /api/issues/heatmap': read,
  'GET /api/live': read,
  'GET /api/periods/{period}/changes': read,
  'GET /api/presets': read,
  'GET /api/programmes': read,
  'GET /api/programmes/{id}': read,
  'GET /api/settings/calendar': read,

  'GET /api/issues/categories': read,
  'GET /api/issues/series': read,
  'GET /api/issues/summary': read,

  'GET /api/areas/{code}/responsible': list,
  'GET /api/coverage/gaps': list,
  'GET /api/issues': list,
  'GET /api/issues/points': list,
  'GET /api/issues/{id}': list,
  'GET /api/visits': list,
  'GET /api/subjects': list,
  'POST /api/subjects/search': list,
  'POST /api/officers/search': list,
  'GET /api/subjects/{id}': list,
  'GET /api/officers': list,
  'GET /api/officers/{id}': list,
  'GET /api/organisations': list,
  'GET /api/organisations/{id}': list,
  'GET /api/assignments': list,
  'GET /api/assignments/{id}': list,
  'GET /api/events': list,
  'GET /api/events/{id}': list,
  'GET /api/feeds': list,
  'GET /api/feeds/{id}': list,

  'POST /api/subjects/{id}/unmask': ['personal'],
  'POST /api/officers/{id}/unmask': ['personal'],
  'POST /api/issues/{id}/unmask': ['personal'],
  // people may be seen on it
  'GET /api/issues/{id}/photos/{photo}': ['personal'],

  'POST /api/issues': ['record'],
  // which of them hangs on the event
  'POST /api/issues/{id}/events': ['record', 'handle', 'verify'],
  'POST /api/issues/{id}/photos': ['handle'],
  'GET /api/supervision': list,
  'GET /api/supervision/{id}': list,
  'POST /api/supervision': ['supervise'],
  // which of them hangs on the event
  'POST /api/supervision/{id}/events': ['handle', 'supervise'],
  'POST /api/supervision/{id}/unmask': ['personal'],
  // signed by the system that messages are delivered to
  'POST /api/supervision/{id}/callback': 'open',
  'POST /api/visits': ['record'],
  'POST /api/visits/{id}/void': ['record'],
  'POST /api/subjects': register,
  'POST /api/organisations': register,
  'POST /api/officers': register,
  'POST /api/events': register,
  'POST /api/feeds': register,
  'POST /api/feeds/{id}/deliveries': ['register', 'record'],
  'POST /api/assignments': ['register', 'assign'],
  // of assignments those who assign, of everything else those who keep the registers
  'POST /api/{register}/{id}/end': ['register', 'assign'],

  'PUT /api/programmes/{id}': ['programme'],
  'PUT /api/settings/calendar': ['programme'],
  'PUT /api/settings/issue-categories': ['programme'],
  'POST /api/periods/{period}/close': ['sign'],

  // of boundaries those who keep them, of issues those who keep the registers
  'POST /api/imports': ['boundary', 'register'],
  'GET /api/imports': register,
  'POST /api/imports/{id}/undo': register,
  'GET /api/imports/{id}': ['boundary', 'register'],
  'GET /api/imports/{id}/problems': register,
  'POST /api/imports/{id}/confirm': ['boundary', 'register'],
  'POST /api/divisions': ['boundary'],
  // of jobs the own ones
  'GET /api/jobs/{id}': ['boundary', 'register', 'export'],
  'DELETE /api/jobs/{id}': ['boundary', 'register', 'export'],
  'GET /api/jobs/{id}/events': ['boundary', 'register', 'export'],
  'POST /api/reports': exporting,
  'GET /api/reports/{id}': exporting,
  'GET /api/reports/{id}/file': exporting,

  'PUT /api/settings/map': administer,
  'GET /api/settings/supervision': administer,
  'PUT /api/settings/supervision': administer,
  'POST /api/settings/supervision/test': administer,
  'GET /api/settings/supervision/deliveries': administer,
  'GET /api/users': administer,
  'POST /api/users': administer,
  'PUT /api/users/{id}': administer,
  'POST /api/users/{id}/reset': administer,
  'GET /api/users/{id}/sessions': administer,
  'DELETE /api/users/{id}/sessions/{session}': administer,
  'GET /api/display-tokens': administer,
  'POST /api/display-tokens': administer,
  'DELETE /api/display-tokens/{id}': administer,
  'GET /api/audit': administer,
  'GET /api/audit/file': administer,
  'GET /api/audit/verification': administer,
};
