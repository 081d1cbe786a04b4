package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.PayloadCodec;
import java.util.List;

class TextCodecContractTests extends PayloadCodecContract {

  @Override
  protected PayloadCodec codec() {
    return new TextCodec();
  }

  @Override
  protected List<?> samples() {
    return List.of("", "日本 \uD83D\uDE00", "42", Long.MIN_VALUE, 0L);
  }
}
