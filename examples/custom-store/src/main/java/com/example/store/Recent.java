package com.example.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest answers of one kind, for calls that come again because their reply was lost. */
final class Recent<K, V> {

  private final Map<K, V> answers = new LinkedHashMap<>();
  private final int capacity;

  Recent(int capacity) {
    this.capacity = capacity;
  }

  @Nullable V get(K call) {
    return answers.get(call);
  }

  /** Remembers an answer, in place of the oldest one when there is no room. */
  void put(K call, V answer) {
    answers.put(call, answer);
    if (answers.size() > capacity) {
      answers.remove(answers.keySet().iterator().next());
    }
  }
}
