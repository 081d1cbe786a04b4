package dev.punctual.scheduler.store.jdbc.internal;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A statement that adds many jobs at once. Its parameters are: the values that all jobs have, the
 * time if that is one, an array for each other column, the ids again if it is {@link #allOrNone},
 * and the tags with the ids of their jobs if it is {@link #tagged}. It answers a row for each job
 * that it has added: when that was, and the id unless it is {@link #allOrNone}.
 *
 * @param alike whether the jobs differ only in the columns that are nearly always different
 * @param tagged whether they have tags
 * @param allOrNone whether it adds none if an id is taken; if another one is taken at the same
 *     moment it fails. It counts the taken ids instead of asking whether there is one, since a plan
 *     that hopes to meet one early reads all jobs when there is none.
 */
record FreshSql(boolean alike, boolean tagged, boolean allOrNone) {

  private static final String CREATED = "created";

  private static final Set<String> OWN =
      Set.of("id", "generation", "payload", "trigger_text", "next_fire", "due");

  private static final List<Integer> ALL =
      IntStream.range(0, JobRow.COLUMNS.size())
          .filter(i -> !name(i).equals(CREATED))
          .boxed()
          .toList();

  private static final List<Integer> SHARED =
      ALL.stream().filter(i -> !OWN.contains(name(i))).toList();

  private static final List<Integer> LISTED =
      ALL.stream().filter(i -> OWN.contains(name(i))).toList();

  /** What most new jobs do not have. */
  private static final List<Integer> RARE =
      ALL.stream()
          .filter(
              i ->
                  Set.of("codec", "payload_version", "payload", "last_fire", "problem")
                      .contains(name(i)))
          .toList();

  private static final List<Integer> USUAL = ALL.stream().filter(i -> !RARE.contains(i)).toList();

  /** The columns to say of one job, as places in {@link JobRow#COLUMNS}; others can be left out. */
  static List<Integer> columns(boolean usual) {
    return usual ? USUAL : ALL;
  }

  /** Whether a job has no more than the usual columns. */
  static boolean isUsual(@Nullable Object[] row) {
    for (int rare : RARE) {
      if (row[rare] != null) {
        return false;
      }
    }
    return true;
  }

  /**
   * The template of a statement that adds one job without tags. Its parameters are the {@link
   * #columns} and the time if that is one; it answers when that was, or nothing if the id is taken.
   */
  static String one(boolean usual) {
    List<Integer> columns = columns(usual);
    return "INSERT INTO {job} (%s, created) VALUES (%s, {now}) ON CONFLICT (id) DO NOTHING"
            .formatted(joined(columns, FreshSql::name), joined(columns, i -> "?"))
        + " RETURNING created";
  }

  /** Those that must have one value if jobs are to be alike. */
  static List<Integer> likeness() {
    return SHARED;
  }

  /** The columns whose values are said once. */
  List<Integer> shared() {
    return alike ? SHARED : List.of();
  }

  /** The columns that come as arrays, the id first. */
  List<Integer> listed() {
    return alike ? LISTED : ALL;
  }

  /** The template of the statement. */
  String template() {
    if (!tagged) {
      return insertion();
    }
    String added =
        allOrNone ? "EXISTS (SELECT 1 FROM fresh)" : "t.job_id IN (SELECT id FROM fresh)";
    return "WITH fresh AS ("
        + insertion()
        + "), tagged AS (INSERT INTO {job_tag} (tag, job_id) SELECT t.tag, t.job_id"
        + " FROM unnest(CAST(? AS text[]), CAST(? AS text[])) AS t(tag, job_id) WHERE "
        + added
        + ") SELECT "
        + answer()
        + " FROM fresh";
  }

  private String insertion() {
    String once = shared().stream().map(i -> name(i) + ", ").collect(Collectors.joining());
    String said =
        shared().stream().map(i -> "CAST(? AS " + type(i) + "), ").collect(Collectors.joining());
    String arrays = joined(listed(), i -> "CAST(? AS " + type(i) + "[])");
    String names = joined(listed(), FreshSql::name);
    return "INSERT INTO {job} ("
        + (once + "created, " + names)
        + ") SELECT "
        + (said + "{now}, " + joined(listed(), i -> "r." + name(i)))
        + (" FROM unnest(" + arrays + ") AS r(" + names + ")")
        + (allOrNone
            ? " WHERE 0 = (SELECT count(*) FROM {job} WHERE id = ANY(CAST(? AS text[])))"
            : " ON CONFLICT (id) DO NOTHING")
        + " RETURNING "
        + answer();
  }

  private String answer() {
    return allOrNone ? CREATED : CREATED + ", id";
  }

  private static String name(int column) {
    return JobRow.COLUMNS.get(column).name();
  }

  private static String type(int column) {
    return JobRow.COLUMNS.get(column).type();
  }

  private static String joined(List<Integer> columns, Function<Integer, String> form) {
    return columns.stream().map(form).collect(Collectors.joining(", "));
  }
}
