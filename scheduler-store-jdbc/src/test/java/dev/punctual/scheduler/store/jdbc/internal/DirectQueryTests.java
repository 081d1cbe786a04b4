package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queries whose parameters are bound by place. */
class DirectQueryTests {

  private final Handle handle = Jdbi.open("jdbc:h2:mem:");

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void parameter_thatStandsTwice_isBoundTwice() {
    DirectQuery query =
        new DirectQuery(
            "SELECT CAST(:a AS varchar) || CAST(:number AS bigint) || CAST(:a AS varchar)", null);

    assertThat(
            query.ask(handle, call -> call.set("number", 5).set("a", "x"), DirectQueryTests::one))
        .isEqualTo("x5x");
  }

  @Test
  void quotedText_isLeftAlone() {
    DirectQuery query = new DirectQuery("SELECT 'it''s :a ' || CAST(:a AS varchar)", null);

    assertThat(query.ask(handle, call -> call.set("a", "x"), DirectQueryTests::one))
        .isEqualTo("it's :a x");
  }

  @Test
  void parameter_thatIsNotThere_isIgnored() {
    DirectQuery query = new DirectQuery("SELECT 'a'", null);

    assertThat(query.ask(handle, call -> call.set("b", 1), DirectQueryTests::one)).isEqualTo("a");
  }

  @Test
  void now_comesFromTheClock() {
    DirectQuery query =
        new DirectQuery(
            "SELECT CAST(:now AS bigint)", InstantSource.fixed(Instant.ofEpochMilli(42)));

    assertThat(query.ask(handle, call -> {}, DirectQueryTests::one)).isEqualTo("42");
  }

  @Test
  void failureOfTheDriver_keepsItsCause() {
    DirectQuery query = new DirectQuery("SELECT a FROM nowhere", null);

    assertThatThrownBy(() -> query.ask(handle, call -> {}, DirectQueryTests::one))
        .isInstanceOf(JdbiException.class)
        .hasCauseInstanceOf(SQLException.class);
  }

  private static String one(ResultSet rows) throws SQLException {
    rows.next();
    return rows.getString(1);
  }
}
