package dev.punctual.scheduler.internal.cron;

/** What one search cost. */
final class SearchCost {

  /** The stretches between clock changes that were looked into. */
  int windows;
}
