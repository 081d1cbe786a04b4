package dev.punctual.examples.webservice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.punctual.examples.webservice.Requests.BadRequest;
import dev.punctual.scheduler.JobConflictException;
import dev.punctual.scheduler.JobNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's four paths over HTTP, on the loopback interface only. */
final class HttpApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
  private static final int THREADS = 8;

  /** What a path does with a request of its method. */
  private interface Action {
    Reply handle(HttpExchange exchange) throws IOException;
  }

  private record Route(String method, Action action) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private HttpApi(HttpServer server) {
    this.server = server;
  }

  /**
   * Takes a port; nothing is answered before {@link #serve}.
   *
   * @param port 0 picks a free port
   * @throws java.net.BindException if the port is taken
   */
  static HttpApi bind(int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new HttpApi(HttpServer.create(address, 0));
  }

  /**
   * Takes a port and begins to answer.
   *
   * @param port 0 picks a free port
   * @throws java.net.BindException if the port is taken
   */
  static HttpApi listen(int port, Jobs jobs) throws IOException {
    HttpApi api = bind(port);
    api.serve(jobs);
    return api;
  }

  /** Begins to answer. */
  void serve(Jobs jobs) {
    Map<String, Route> routes =
        Map.of(
            "/add-job", new Route("POST", exchange -> add(jobs, exchange)),
            "/remove-job", new Route("POST", exchange -> remove(jobs, exchange)),
            "/jobs", new Route("GET", exchange -> Reply.ok(jobs.list())),
            "/executions", new Route("GET", exchange -> Reply.ok(jobs.executions())));
    server.createContext("/", exchange -> answer(routes, exchange));
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private static Reply add(Jobs jobs, HttpExchange exchange) throws IOException {
    jobs.add(Requests.jobIdText(exchange.getRequestBody()));
    return Reply.SUCCESS;
  }

  private static Reply remove(Jobs jobs, HttpExchange exchange) throws IOException {
    jobs.remove(Requests.jobIdField(exchange.getRequestBody()));
    return Reply.SUCCESS;
  }

  private static void answer(Map<String, Route> routes, HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(routes, exchange);
      byte[] body = Requests.JSON.writeValueAsBytes(reply.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (reply.status() == 413) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Reply reply(Map<String, Route> routes, HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Route route = routes.get(path);
    if (route == null) {
      return Reply.error(404, "there is nothing at " + path);
    }
    if (!route.method.equals(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", route.method);
      return Reply.error(405, path + " takes " + route.method);
    }
    try {
      return route.action.handle(exchange);
    } catch (BadRequest wrong) {
      return wrong.reply();
    } catch (JobConflictException taken) {
      return Reply.error(409, "there is a job '" + taken.jobId() + "' already");
    } catch (JobNotFoundException unknown) {
      return Reply.error(404, "there is no job '" + unknown.jobId() + "'");
    } catch (IllegalArgumentException invalid) {
      return Reply.error(400, invalid.getMessage());
    } catch (IOException | RuntimeException unexpected) {
      LOG.error("{} {} failed", exchange.getRequestMethod(), path, unexpected);
      return Reply.error(500, "the service failed; its log says why");
    }
  }
}
