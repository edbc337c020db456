import './Segments.css';

interface SegmentsProps<T extends string> {
  label: string;
  choices: readonly { value: T; label: string }[];
  value: T;
  /** Test ids are this and the value. */
  id: string;
  onPick: (value: T) => void;
}

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, choices, value, id, onPick }: SegmentsProps<T>) {
  return (
    <div className="segments card" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        // biome-ignore lint/a11y/useSemanticElements: looks like a switch, and its choices are buttons to tap
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          className="segments__choice"
          data-testid={`${id}-${choice.value}`}
          onClick={() => onPick(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
