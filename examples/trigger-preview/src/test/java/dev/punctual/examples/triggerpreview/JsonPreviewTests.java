package dev.punctual.examples.triggerpreview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonPreviewTests {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static Stream<Arguments> vectors() {
    return Stream.of(
        arguments(
            "crontab(5) without a dialect",
            "{'id':'a','kind':'crontab','expr':'0 0 * * 1','tz':'UTC','count':1}",
            "{'id':'a','times':['2026-01-05T00:00:00+00:00']}"),
        arguments(
            "the same text for APScheduler",
            "{'id':'b','kind':'crontab','dialect':'apscheduler','expr':'0 0 * * 1','count':1}",
            "{'id':'b','times':['2026-01-06T00:00:00+00:00']}"),
        arguments(
            "named fields and a zone",
            "{'id':1,'kind':'cron','fields':{'hour':'9'},'tz':'Europe/Berlin','count':1}",
            "{'id':1,'times':['2026-01-01T09:00:00+01:00']}"),
        arguments(
            "a fractional interval",
            "{'id':'i','kind':'interval','fields':{'seconds':1.5},'start':'2026-01-01T00:00:00',"
                + "'count':2}",
            "{'id':'i','times':['2026-01-01T00:00:00+00:00','2026-01-01T00:00:01.500+00:00']}"),
        arguments(
            "a policy",
            "{'id':'p','kind':'crontab','expr':'30 2 30 3 *','tz':'Europe/Berlin',"
                + "'preset':'WALL_CLOCK','now':'2025-01-01T00:00:00Z','count':1}",
            "{'id':'p','times':['2026-03-30T02:30:00+02:00']}"),
        arguments(
            "an exhausted schedule",
            "{'id':'x','kind':'cron','fields':{'year':'2020'}}",
            "{'id':'x','times':[]}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vector_isAnsweredWithItsFires(String name, String line, String answer) {
    assertThat(JsonPreview.answer(line.replace('\'', '"'), NOW))
        .isEqualTo(answer.replace('\'', '"'));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("nonsense", "not JSON"),
        arguments("[]", "not a JSON object"),
        arguments("{'id':'a'}", "kind is missing"),
        arguments("{'id':'a','kind':'moon'}", "'moon'"),
        arguments("{'id':'a','kind':'crontab'}", "expr is missing"),
        arguments("{'id':'a','kind':'crontab','expr':'0 25 * * *'}", "hour"),
        arguments("{'id':'a','kind':'cron','fields':{'hours':'1'}}", "'hours'"),
        arguments("{'id':'a','kind':'cron','fields':{},'tz':'Nowhere/At_all'}", "Nowhere"),
        arguments("{'id':'a','kind':'cron','fields':{},'count':-1}", "count"),
        arguments("{'id':'a','kind':'interval','fields':{}}", "PT0S"),
        arguments("[".repeat(100_000), "not JSON"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_isAnsweredWithTheReason(String line, String reason) {
    assertThat(JsonPreview.answer(line.replace('\'', '"'), NOW))
        .contains("\"error\"", reason)
        .doesNotContain("\"times\"");
  }

  @Test
  void lines_areAnsweredOneByOne() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    String good = "{\"id\":\"g\",\"kind\":\"crontab\",\"expr\":\"@daily\",\"count\":1}";

    JsonPreview.answer(new BufferedReader(new StringReader("bad\n\n" + good + "\n")), out, NOW);

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .last()
        .asString()
        .contains("2026-01-01T00:00:00+00:00");
  }
}
