package dev.punctual.scheduler.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The code that the page about payloads shows, run for real. */
class PayloadsPageTests {

  record Mail(String to, String subject, int priority) {}

  private final Task<Mail> send =
      Task.named("send-mail", Mail.class, (mail, context) -> System.out.println(mail.to()));

  @Test
  void upgraders_readWhatWasStoredBefore() {
    JacksonCodec codec =
        new JacksonCodec()
            .upgrading(Mail.class, 1, old -> ((ObjectNode) old).put("subject", "no subject"))
            .upgrading(Mail.class, 2, old -> ((ObjectNode) old).put("priority", 5));
    BackgroundScheduler scheduler = BackgroundScheduler.builder().codec(codec).tasks(send).build();

    assertThat(codec.decode("{\"to\":\"a@b.c\"}".getBytes(UTF_8), Mail.class, 1))
        .isEqualTo(new Mail("a@b.c", "no subject", 5));
    scheduler.close();
  }

  @Test
  void ownMapper_isTheOneThatWrites() {
    JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();

    JacksonCodec codec = JacksonCodec.with(mapper);

    assertThat(codec.encode(new Mail("a", "b", 1), Mail.class))
        .asString(UTF_8)
        .isEqualTo("{\"to\":\"a\",\"subject\":\"b\",\"priority\":1}");
  }
}
