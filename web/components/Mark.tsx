import { Map as MapIcon } from 'lucide-react';
import './Mark.css';

/** The mark of the product. */
export function Mark({ large = false }: { large?: boolean }) {
  return (
    <span className="mark" data-large={large}>
      <MapIcon size={large ? 28 : 17} aria-hidden="true" />
    </span>
  );
}
