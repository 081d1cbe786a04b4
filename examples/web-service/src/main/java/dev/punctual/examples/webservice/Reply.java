package dev.punctual.examples.webservice;

import java.util.Map;

/**
 * An answer over HTTP.
 *
 * @param body written as JSON
 */
record Reply(int status, Object body) {

  static final Reply SUCCESS = new Reply(200, Map.of("msg", "success!"));

  static Reply ok(Object body) {
    return new Reply(200, body);
  }

  static Reply error(int status, String reason) {
    return new Reply(status, Map.of("error", reason));
  }
}
