package io.diffrep.image;

/** How many channels decoded images get. */
public enum Channels {
  /** Images whose format says gray keep one channel, all others get three. */
  AUTO,
  /** One channel; colour becomes its luma (Rec. 601: 0.299 R + 0.587 G + 0.114 B). */
  GRAY,
  /** Three channels; gray is repeated. */
  RGB
}
