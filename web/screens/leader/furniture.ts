// What stands around the leader's first picture, in one file that is fetched behind the app: the figures and the
// colours do not wait for what steers them.
export { AccountMenu } from '../../components/AccountMenu.tsx';
export { Switches } from '../../components/Switches.tsx';
export { CoverageControls } from './CoverageControls.tsx';
export { FreshnessMenu } from './FreshnessMenu.tsx';
export { GapSection } from './GapSection.tsx';
export { MapControls } from './MapControls.tsx';
export { OtherDuties } from './OtherDuties.tsx';
export { PanelActions } from './PanelActions.tsx';
export { ResponsiblePeople } from './ResponsiblePeople.tsx';
export { SearchBox } from './SearchBox.tsx';
export { SiblingsMenu } from './SiblingsMenu.tsx';
export { TrendSection } from './TrendSection.tsx';
export { WorstSection } from './WorstSection.tsx';
