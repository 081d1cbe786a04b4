package dev.punctual.examples.triggerpreview;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** See {@link CommandLine#USAGE}. */
public final class Main {

  private Main() {}

  /** Ends with 2 when the command line or the schedule is wrong. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try {
      CommandLine line = CommandLine.parse(Instant.now(), args);
      if (line.json()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        JsonPreview.answer(in, out, Instant.now());
      } else {
        TextPreview.print(line, out);
      }
    } catch (IllegalArgumentException wrong) {
      out.flush();
      System.err.println(wrong.getMessage());
      System.exit(2);
    } finally {
      out.flush();
    }
  }
}
