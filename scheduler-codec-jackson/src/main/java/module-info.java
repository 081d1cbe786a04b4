/**
 * Payloads as JSON.
 *
 * @provides dev.punctual.scheduler.codec.PayloadCodec the codec {@code json}
 */
module dev.punctual.scheduler.codec.jackson {
  requires transitive dev.punctual.scheduler;
  requires tools.jackson.core;
  requires transitive tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.codec.jackson;

  provides dev.punctual.scheduler.codec.PayloadCodec with
      dev.punctual.scheduler.codec.jackson.JacksonCodec;
}
