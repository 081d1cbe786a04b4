package dev.punctual.examples.webservice;

import dev.punctual.scheduler.trigger.Triggers;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Placeholder that proves the packaging. */
public final class Main {

  private Main() {}

  /** Prints where the scheduler was loaded from. */
  public static void main(String[] args) {
    System.out.println(
        JsonMapper.shared().writeValueAsString(Map.of("loaded", Triggers.class.getName())));
  }
}
