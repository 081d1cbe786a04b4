package dev.punctual.scheduler.codec.jackson;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.tck.PayloadCodecContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class JacksonCodecContractTests extends PayloadCodecContract {

  @Override
  protected PayloadCodec codec() {
    return new JacksonCodec();
  }

  @Override
  protected List<?> samples() {
    return List.of(
        "text",
        42,
        new JacksonCodecTests.Note("ü", 3),
        new JacksonCodecTests.Mail(
            "a@b.c", List.of("1", "2"), Instant.ofEpochMilli(1), Duration.ofSeconds(3)));
  }
}
