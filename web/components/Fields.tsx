import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './Fields.css';

type Own = {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string | undefined;
  /** What is wrong with it, in words. */
  fault?: string | null | undefined;
  testId?: string;
};
type Rest = Omit<InputHTMLAttributes<HTMLInputElement>, keyof Own | 'onChange' | 'id' | 'children'>;

/** A line to write in, with its label, a hint and what is wrong with it. */
export function TextField({
  label,
  value,
  onValue,
  hint,
  fault,
  testId,
  children,
  ...rest
}: Own & Rest & { children?: React.ReactNode }) {
  const id = useId();
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div className="text-field" data-fault={Boolean(fault)}>
      <label htmlFor={id}>{label}</label>
      <span className="text-field__line">
        <input
          type="text"
          {...rest}
          id={id}
          value={value}
          aria-invalid={Boolean(fault)}
          aria-describedby={about || undefined}
          data-testid={testId}
          onChange={({ target }) => onValue(target.value)}
        />
        {children}
      </span>
      {hint && (
        <p className="text-field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p
          className="text-field__fault"
          id={`${id}-fault`}
          role="alert"
          data-testid={testId && `${testId}-fault`}
        >
          {fault}
        </p>
      )}
    </div>
  );
}

/** A password, hidden until its eye is tapped. */
export function PasswordField(props: Own & Rest) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState(false);
  const word = t(seen ? 'access.signIn.hide' : 'access.signIn.show');
  return (
    <TextField
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      {...props}
      type={seen ? 'text' : 'password'}
    >
      <button
        type="button"
        className="icon-button"
        aria-label={word}
        title={word}
        onClick={() => setSeen(!seen)}
      >
        {seen ? <EyeOff size={19} /> : <Eye size={19} />}
      </button>
    </TextField>
  );
}

/** Six digits from an authenticator app. */
export function CodeField({ onValue, ...props }: Own & Rest) {
  return (
    <TextField
      {...props}
      className="text-field__code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      onValue={(value) => onValue(value.replace(/\D/g, ''))}
    />
  );
}
