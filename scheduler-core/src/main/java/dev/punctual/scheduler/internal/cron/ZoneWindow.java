package dev.punctual.scheduler.internal.cron;

/**
 * A stretch of time in which a zone keeps one offset, between two clock changes. Instants are epoch
 * seconds, offsets seconds east of UTC.
 */
final class ZoneWindow {

  /** The first instant, or {@link Long#MIN_VALUE}. */
  final long start;

  /** The first instant after the window, or {@link Long#MAX_VALUE}. */
  final long end;

  final int offset;

  /** The offset before the window; equal to {@link #offset} in a zone's first window. */
  final int before;

  /** The offset after the window; equal to {@link #offset} in a zone's last window. */
  final int after;

  /** From here to {@link #quietEnd} each instant has one local reading, free of clock changes. */
  final long quietStart;

  final long quietEnd;

  ZoneWindow(long start, long end, int before, int offset, int after) {
    this.start = start;
    this.end = end;
    this.before = before;
    this.offset = offset;
    this.after = after;
    this.quietStart = start == Long.MIN_VALUE ? start : start + Math.abs(offset - before);
    this.quietEnd = end == Long.MAX_VALUE ? end : end - Math.max(0, offset - after);
  }

  /** How long the clocks jump forward at the start, in seconds; zero or less for no gap. */
  int gap() {
    return offset - before;
  }

  /** How long the local times at the start repeat those before, in seconds; at least zero. */
  int overlapAtStart() {
    return Math.max(0, before - offset);
  }

  /** How long the local times at the end are repeated afterwards, in seconds; at least zero. */
  int overlapAtEnd() {
    return Math.max(0, offset - after);
  }
}
