import type { ReactNode } from 'react';
import './Choices.css';

/** A few options as big buttons: one of them, or several. */
export function Choices({
  legend,
  name,
  options,
  chosen,
  several = false,
  required = false,
  large = false,
  steps = false,
  fault,
  note,
  testId,
  onChoose,
  onClear,
}: {
  legend: ReactNode;
  /** Of the group; unique on the page. */
  name: string;
  options: readonly { id: string; name: string; icon?: ReactNode; note?: string }[];
  chosen: readonly string[];
  several?: boolean;
  required?: boolean;
  large?: boolean;
  /** Whether they are steps of one scale, side by side in their order. */
  steps?: boolean;
  fault?: ReactNode;
  /** Something to know that is no fault. */
  note?: ReactNode;
  testId: string;
  onChoose: (id: string) => void;
  /** Called when what is chosen is tapped again; one of a group that must be answered stays. */
  onClear?: () => void;
}) {
  return (
    <fieldset
      className={`choices ${large ? 'choices--large' : ''} ${steps ? 'choices--steps' : ''}`}
      data-fault={Boolean(fault)}
      data-testid={testId}
    >
      <legend>{legend}</legend>
      <div className="choices__options">
        {options.map(({ id, name: word, icon, note: line }) => (
          <label key={id} data-on={chosen.includes(id)} data-testid={`${testId}-${id}`}>
            <input
              type={several ? 'checkbox' : 'radio'}
              name={name}
              value={id}
              checked={chosen.includes(id)}
              required={required && !several}
              onChange={() => onChoose(id)}
              onClick={() => !several && onClear && chosen.includes(id) && onClear()}
            />
            {icon}
            {line ? (
              <span>
                {word}
                <small>{line}</small>
              </span>
            ) : (
              word
            )}
          </label>
        ))}
      </div>
      {fault}
      {note}
    </fieldset>
  );
}
