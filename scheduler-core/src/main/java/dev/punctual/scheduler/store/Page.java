package dev.punctual.scheduler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list. What exists throughout the reading of all pages appears exactly once.
 *
 * @param cursor what to ask with for the next page; null on the last page; opaque to the caller
 */
public record Page<T>(List<T> items, @Nullable String cursor) {

  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }
}
