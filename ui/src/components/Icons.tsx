/** Drawn here, so that no font decides how a mark looks. All are hidden from screen readers. */
interface Props {
  size?: number;
}

const box = (size: number) => ({
  width: size,
  height: size,
  viewBox: "0 0 16 16",
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 1.5,
  strokeLinecap: "round" as const,
  strokeLinejoin: "round" as const,
  "aria-hidden": true,
});

export const SourceIcon = ({ size = 14 }: Props) => (
  <svg {...box(size)}>
    <circle cx="8" cy="8" r="6.2" />
    <path d="M8 7.4v3.6M8 4.9v.1" />
  </svg>
);

export const StarIcon = ({ size = 14, full = false }: Props & { full?: boolean }) => (
  <svg {...box(size)} fill={full ? "currentColor" : "none"}>
    <path d="m8 1.8 1.9 4 4.3.6-3.1 3 .8 4.4L8 11.7l-3.9 2.1.8-4.4-3.1-3 4.3-.6Z" />
  </svg>
);

export const CloseIcon = ({ size = 14 }: Props) => (
  <svg {...box(size)}>
    <path d="m4 4 8 8M12 4l-8 8" />
  </svg>
);

export const CheckIcon = ({ size = 14 }: Props) => (
  <svg {...box(size)}>
    <path d="m3 8.5 3.2 3.2L13 5" />
  </svg>
);

export const CrossIcon = CloseIcon;

export const DashIcon = ({ size = 14 }: Props) => (
  <svg {...box(size)}>
    <path d="M4 8h8" />
  </svg>
);

export const ChevronIcon = ({ size = 12 }: Props) => (
  <svg {...box(size)}>
    <path d="m4 6 4 4 4-4" />
  </svg>
);

/** The mark of the program: an open chart with a line in it. */
export const MarkIcon = ({ size = 18 }: Props) => (
  <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
    <rect x="4" y="4" width="56" height="56" rx="13" fill="#0b57a4" />
    <path d="M32 19c-5-3.6-11.5-4.6-18-4v31c6.5-.6 13 .4 18 4 5-3.6 11.5-4.6 18-4V15c-6.5-.6-13 .4-18 4Z" fill="#fff" />
    <path d="M18 33h7l3.5-8 7 15 3.5-7h7" fill="none" stroke="#0b57a4" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);
