/// Values as they stand in record JSON.
export interface Money {
  amount: string;
  currency: string;
}
export interface Quantity {
  value: string;
  unit: string;
}
export interface Position {
  latitude: number;
  longitude: number;
}
export interface Address {
  [part: string]: string | number | Position | undefined;
}
export interface TimedPosition extends Position {
  at: string;
}
