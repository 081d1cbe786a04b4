package dev.punctual.scheduler.tck;

import java.util.function.Function;

/** The same thing in the store and in the model. */
record Pair<T>(T ofStore, T ofModel) {

  T of(boolean store) {
    return store ? ofStore : ofModel;
  }

  <R> Pair<R> map(Function<T, R> part) {
    return new Pair<>(part.apply(ofStore), part.apply(ofModel));
  }
}
