package dev.punctual.examples.webservice;

/**
 * What the command line says.
 *
 * @param port where to listen on 127.0.0.1; 0 picks a free port
 * @param store where the jobs are kept
 */
record CommandLine(int port, Storage store) {

  static final String USAGE =
      "usage: java -jar web-service.jar [--port N] [--store memory|jdbc:...|redis:...]";

  private static final int DEFAULT_PORT = 5566;
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException naming the argument that is wrong, and the rule
   */
  static CommandLine parse(String... args) {
    int port = DEFAULT_PORT;
    Storage store = Storage.FILE;
    for (int i = 0; i < args.length; i += 2) {
      String option = args[i];
      if (!option.equals("--port") && !option.equals("--store")) {
        throw new IllegalArgumentException("unknown option '" + option + "'");
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(
            option.equals("--port") ? "--port needs a number" : "--store needs a place");
      }
      if (option.equals("--port")) {
        port = port(args[i + 1]);
      } else {
        store = Storage.of(args[i + 1]);
      }
    }
    return new CommandLine(port, store);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= HIGHEST_PORT) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw wrongPort(text);
    }
    throw wrongPort(text);
  }

  private static IllegalArgumentException wrongPort(String text) {
    return new IllegalArgumentException(
        "--port '" + text + "' is not a port; use a number from 0 to " + HIGHEST_PORT);
  }
}
