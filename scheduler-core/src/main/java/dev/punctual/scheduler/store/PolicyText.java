package dev.punctual.scheduler.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a policy: what differs from the default, as {@code key=value} pairs joined by
 * ampersands with values in URL encoding; empty for the default.
 */
final class PolicyText {

  private static final int LONGEST = 65_536;
  private static final String NONE = "none";
  private static final Splitter PAIRS = Splitter.on('&').omitEmptyStrings();
  private static final Splitter NAMES = Splitter.on(',').omitEmptyStrings();

  private final Map<String, String> parts = new LinkedHashMap<>();

  private PolicyText() {}

  static String of(JobPolicy policy) {
    if (policy.equals(JobPolicy.DEFAULT)) {
      return "";
    }
    PolicyText text = new PolicyText();
    text.putFires(policy, JobPolicy.DEFAULT);
    text.putRun(policy.run(), RunPolicy.DEFAULT);
    List<String> pairs = new ArrayList<>();
    text.parts.forEach((key, value) -> pairs.add(key + '=' + URLEncoder.encode(value, UTF_8)));
    return String.join("&", pairs);
  }

  static JobPolicy parse(String text) {
    if (text.isEmpty()) {
      return JobPolicy.DEFAULT;
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a policy text has at most " + LONGEST + " characters");
    }
    PolicyText read = new PolicyText();
    for (String pair : PAIRS.split(text)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("the policy text has a part without a key: " + pair);
      }
      read.parts.put(
          pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
    }
    JobPolicy policy = read.policy(JobPolicy.DEFAULT);
    if (!read.parts.isEmpty()) {
      throw new IllegalArgumentException(
          "the policy text has unknown parts " + read.parts.keySet());
    }
    return policy;
  }

  private void putFires(JobPolicy policy, JobPolicy usual) {
    put("queue", policy.queue(), usual.queue());
    put("priority", policy.priority(), usual.priority());
    put("coalesce", policy.coalesce(), usual.coalesce());
    put("grace", shown(policy.misfireGraceTime()), shown(usual.misfireGraceTime()));
    put("max", policy.maxInstances(), usual.maxInstances());
    put("overflow", policy.overflow(), usual.overflow());
    put("catchup", policy.maxCatchUp(), usual.maxCatchUp());
  }

  private void putRun(RunPolicy run, RunPolicy usual) {
    RetryPolicy retry = run.retry();
    put("attempts", retry.maxAttempts(), usual.retry().maxAttempts());
    put("first", retry.firstDelay(), usual.retry().firstDelay());
    put("longest", retry.longestDelay(), usual.retry().longestDelay());
    put("on", String.join(",", new TreeSet<>(retry.retryOn())), "");
    put("not", String.join(",", new TreeSet<>(retry.abortOn())), "");
    put("timeout", shown(run.timeout()), shown(usual.timeout()));
    put("guarantee", run.guarantee(), usual.guarantee());
    for (int i = 0; i < run.followUps().size(); i++) {
      FollowUp next = run.followUps().get(i);
      parts.put("then" + i, next.when() + ":" + next.jobId());
    }
  }

  private void put(String key, Object value, Object usual) {
    if (!value.equals(usual)) {
      parts.put(key, value.toString());
    }
  }

  private static String shown(@Nullable Duration duration) {
    return duration == null ? NONE : duration.toString();
  }

  private JobPolicy policy(JobPolicy usual) {
    return new JobPolicy(
        take("queue", usual.queue()),
        number("priority", usual.priority()),
        Coalesce.valueOf(take("coalesce", usual.coalesce().name())),
        limit("grace", usual.misfireGraceTime()),
        number("max", usual.maxInstances()),
        Overflow.valueOf(take("overflow", usual.overflow().name())),
        number("catchup", usual.maxCatchUp()),
        run(usual.run()));
  }

  private RunPolicy run(RunPolicy usual) {
    RetryPolicy retry =
        new RetryPolicy(
            number("attempts", usual.retry().maxAttempts()),
            duration("first", usual.retry().firstDelay()),
            duration("longest", usual.retry().longestDelay()),
            names("on"),
            names("not"));
    return new RunPolicy(
        retry,
        limit("timeout", usual.timeout()),
        Guarantee.valueOf(take("guarantee", usual.guarantee().name())),
        followUps());
  }

  private List<FollowUp> followUps() {
    List<FollowUp> followUps = new ArrayList<>();
    for (int i = 0; parts.containsKey("then" + i); i++) {
      String text = take("then" + i, "");
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("the follow-up '" + text + "' is not WHEN:job");
      }
      followUps.add(
          new FollowUp(FollowUp.When.valueOf(text.substring(0, colon)), text.substring(colon + 1)));
    }
    return followUps;
  }

  private String take(String key, String usual) {
    String value = parts.remove(key);
    return value == null ? usual : value;
  }

  private int number(String key, int usual) {
    return Integer.parseInt(take(key, Integer.toString(usual)));
  }

  private Set<String> names(String key) {
    return Set.copyOf(NAMES.splitToList(take(key, "")));
  }

  private @Nullable Duration limit(String key, @Nullable Duration usual) {
    String text = take(key, shown(usual));
    return text.equals(NONE) ? null : duration(key, text);
  }

  private Duration duration(String key, Duration usual) {
    return duration(key, take(key, usual.toString()));
  }

  private static Duration duration(String key, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'" + text + "' is not a duration for " + key, e);
    }
  }
}
