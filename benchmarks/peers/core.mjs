// What core.py says, for the engines on Node.
export const AFTER = "1999-06-02";
export const UNTIL = "2007-06-02";
export const OPEN = ["1999", "1999-06", "2007", "2007-06"];
export const CATEGORIES = ["seriously_wounded", "seriously_ill", "young"];
export const COMPLIANT = "compliant";
export const NOT = "non_compliant";
export const OPEN_VERDICT = "indeterminate";

// For an engine that orders no texts: the date of birth as a number, 0 where it is open.
export function born(date) {
  return date === undefined || OPEN.includes(date) ? 0 : Number(`${date}-01-01`.slice(0, 10).replaceAll("-", ""));
}

export const FROM = 19990602;
export const TO = 20070602;
