package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.store.JobStore;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite can fail: each store that does one thing wrong fails the clauses about that thing. */
class BrokenStoresTests {

  /** All clauses that always end alike; the others are about chance and threads. */
  private static final String CERTAIN = "[RCWFSAKLEOHMNTBDV].*";

  private static final Map<String, String> FAILURES = new TreeMap<>();

  static {
    FAILURES.put("adds a job that has run and ended as a new one", "W9");
    FAILURES.put("adds the last of two jobs with one id", "B2 R15 V8");
    FAILURES.put("answers a batch in the order of ids", "R15 V8 V9");
    FAILURES.put("answers for a batch of leases as for one", "L7");
    FAILURES.put("asks what runs to stop when its job is removed", "R26 R27");
    FAILURES.put("cancels only what is due or runs", "E27 L26 L27");
    FAILURES.put("carries out each of two decisions about one claim", "F17");
    FAILURES.put("changes a job by what was known of an earlier one", "R34");
    FAILURES.put("completes without a look at the token", "E5 E8 E11 E22 L14 T4 T7 W11");
    FAILURES.put("confirms a start only once", "L8");
    FAILURES.put("confirms every start", "L9 L10 L11 L12 L13 L29");
    FAILURES.put("counts a lease that was taken ahead from now", "F14 W10");
    FAILURES.put("counts a retry from the node's clock", "T10");
    FAILURES.put("counts every node that it ever saw", "M2 M4 M15");
    FAILURES.put("counts the runs of an earlier job of that id", "B11 F29");
    FAILURES.put("does not know a repeated claim", "C26 K14");
    FAILURES.put("does not know a repeated claim of jobs", "C8 W2");
    FAILURES.put("does not tell that it left due jobs", "C7 W13");
    FAILURES.put(
        "does not know a repeated run", "B5 C26 C27 C39 E16 L27 O20 S1 S4 S5 S6 S8 S9 S10");
    FAILURES.put("does not know that a failure was run again", "A1 A3 A7");
    FAILURES.put("drops jobs of unknown tasks", "C19 C20 M12 W12");
    FAILURES.put("ends a job's last run for good when it fails", "A5 F8 V2");
    FAILURES.put("ends a running execution when it is cancelled", "E14 K15 L6 L23 L42 M8 N9");
    FAILURES.put(
        "ends what a job left when the job has ended",
        "A5 C32 C33 C43 C44 C45 C47 C49 F7 F8 F21 F28 F29 F30 K1 K2 K3 K4 K5 K6 K7 K8 "
            + "K9 K10 K13 K14 K15 V1 V2 V3 V4 V5 W1 W3 W6 W9 W11");
    FAILURES.put("fences what ends after its lease", "E7 H12");
    FAILURES.put("filters a page after it was cut", "H3 H18");
    FAILURES.put("finds no leases of an owner", "B4 B5 C30 F2 F4 L22 M4 W1");
    FAILURES.put("fires a job that goes on as if it ran once", "W5");
    FAILURES.put("fires a job with a grace time that it does not judge", "W4");
    FAILURES.put("fires jobs early", "C1 C2 C3 C13 C14 H14 O8 O13 O22 R10 T1 W10 W13");
    FAILURES.put("fires jobs that were added paused or parked", "C16 R1 R17 R49");
    FAILURES.put("fires on an outdated claim", "F2 F3 F6 R13 R28 R36");
    FAILURES.put("fires without a look at the token of the claim", "C11 F5 F16");
    FAILURES.put(
        "forgets that a running execution is to stop", "E14 L6 L13 L20 L23 L36 L42 M8 N9 V5");
    FAILURES.put("forgets the deadlines of fires", "C37 C38 F1 F13");
    FAILURES.put(
        "forgets what follows",
        "A10 N14 O1 O2 O4 O5 O6 O7 O9 O10 O11 O12 O13 O14 O15 O16 O17 O18 O19 O20 O21 " + "O22 R1");
    FAILURES.put("forgets who waits when a run ends", "E3 E16 E17 F21 F26 F28 F30 O15 O20 S10");
    FAILURES.put("gives a node what it has parked itself", "E23 E25");
    FAILURES.put("gives back what the same node has leased anew", "L15");
    FAILURES.put("gives no hints", "N1 N2 N3 N4 N5 N6 N7 N8 N9 N10 N11 N12 N13 N14 N15 N16");
    FAILURES.put("gives no word of unwanted leases", "N9 N16");
    FAILURES.put("gives running executions to others when their job is defined anew", "R12");
    FAILURES.put(
        "goes on with the executions of removed jobs",
        "B2 E28 E29 L11 L19 L35 M13 N9 R24 R25 R27 R52 R53 S3");
    FAILURES.put("ignores priorities among jobs", "C5 C48");
    FAILURES.put("ignores the limit of a task in one call", "K9 K12 V3");
    FAILURES.put(
        "ignores the limit of a task in the cluster",
        "K1 K2 K3 K4 K5 K6 K7 K10 K11 K14 K15 N13 V1 W6");
    FAILURES.put("inserts a fire that is live once more", "F15");
    FAILURES.put("keeps due times to the second", "B9 C2 C14 R1");
    FAILURES.put("keeps generations as floating-point numbers", "B11 R1");
    FAILURES.put("keeps no record of what a decision skips", "F9 F19");
    FAILURES.put("keeps no record of what an update skips", "H7 H8 R30 R31");
    FAILURES.put("keeps no record of what the limit turned away", "F19 F22 F23 F24 F25 H8 H13");
    FAILURES.put(
        "keeps the claim on a job that has fired",
        "B11 C15 F10 F15 F18 F19 F22 F23 F24 F25 F26 F27 H5 H13 H18 N16 R6 R36 W5");
    FAILURES.put("keeps the policy that a job was added with", "A2 R43 R44 R45");
    FAILURES.put("knows a repeated run by the id of its job alone", "O21 S3 S7");
    FAILURES.put(
        "knows no limit of live executions",
        "A7 A8 C25 C41 E3 E16 E30 F19 F20 F21 F22 F23 F24 F25 F26 F27 F28 F30 F31 H13 "
            + "H20 L31 L41 N6 N16 O14 O15 O20 R1 R9 S8 S9 S10 S11 S14 W3");
    FAILURES.put(
        "leases an execution twice",
        "C24 C27 C28 C29 C45 F12 F30 K1 K2 K3 K4 K5 K6 K11 K15 L38 R24 V5");
    FAILURES.put("leases anew what ended since it was claimed by that request", "C42");
    FAILURES.put("leases more than a queue has room for", "C7 C9 C31 C33 C43 C48 K4 V4 W8");
    FAILURES.put("leaves a node at what it announced while any time is left", "M15");
    FAILURES.put("lets a claim on a job run out at once", "B10 C8 C9 C10 C11 C19 C22 C51 T1 T8");
    FAILURES.put("lets anyone give a lease back", "L16");
    FAILURES.put("lets go nothing that is parked", "E23 E24 E25 E26 E32 M9 M11");
    FAILURES.put("looks no further than the first hundred due jobs", "C17");
    FAILURES.put("loses an update", "R31 R32 R33");
    FAILURES.put("loses every run whose start was confirmed", "A4 L33 L39 L41 O9");
    FAILURES.put(
        "loses what a fire leaves to others",
        "B4 C25 C28 C32 C33 C34 C35 C36 C37 C38 C43 C44 C45 C46 C47 C49 E12 E31 F23 "
            + "F24 F25 F26 F27 H13 K1 K2 K3 K4 K5 K6 K7 K8 K9 K10 K13 K14 K15 N5 S14 T2 V3");
    FAILURES.put("loses what was held when its job is resumed", "O16 R41 S12");
    FAILURES.put("orders equal due times by the beginnings of ids", "C5 C6");
    FAILURES.put("pages by offset", "R50 R53");
    FAILURES.put("pages executions by offset", "H2 H4");
    FAILURES.put("pauses no job that has a problem", "F11");
    FAILURES.put(
        "pauses without holding",
        "A6 A9 E13 E26 H12 L10 L18 L34 N9 O16 R11 R37 R38 R39 R40 S12 S13 W7");
    FAILURES.put("purges all that ended", "B3 H9 H10 H11 H13 H17 T5 T11");
    FAILURES.put("purges what lives", "H12");
    FAILURES.put("reaps leases that hold", "B10 L1 L5 L28 L30 L38 T3 T7");
    FAILURES.put("reaps without a new token", "A4 B3 L28 L31 L32 L33 L41 O9 O10");
    FAILURES.put("refuses a fire whose claim has run out", "C12");
    FAILURES.put("refuses a whole batch for one taken id", "R4 V7");
    FAILURES.put("renews a stale lease", "L2 L3 L4 L29 L43");
    FAILURES.put("replaces a job that is to be kept", "R2 R5 V7");
    FAILURES.put("runs a failed attempt again at once", "B10 E10 F31 T10 V2");
    FAILURES.put("runs a failure again as its job is now", "A1 A2 A6");
    FAILURES.put("runs again whatever it is asked to", "A11 A12 A13");
    FAILURES.put("runs live executions again", "A11");
    FAILURES.put("says that a waiting run is cancelled and lets it run", "H17 L24 L27 O8 V6");
    FAILURES.put("starts executions early", "C34 C46 E10 F31 T2");
    FAILURES.put("starves what has a low priority", "C43 C48 C49 W8");
    FAILURES.put("submits what follows once more when a completion is repeated", "O11");
    FAILURES.put("takes a cancelled run for a success", "E20 O8 V5");
    FAILURES.put("takes a repeated completion for a new one", "E2 E4 E11 E18 E23 O11");
    FAILURES.put("takes a repeated put for a conflict", "R2 R3 R8 V10");
    FAILURES.put("takes a replacement for a new definition", "B11 L12 R6 R8 S7 V7");
    FAILURES.put("takes away more leases than it is asked to", "B3 L37");
    FAILURES.put("takes every asserted lease for current", "L43");
    FAILURES.put("takes every lease for a confirmed start", "E15 L17 L40");
    FAILURES.put("takes the start of one lease for that of the next", "E15 L17");
    FAILURES.put("takes what it does not know for done", "E5 E6 E8 E22 L14 L29 L33 O11 T4 T7 W11");
    FAILURES.put("tells no node of leases that ran out or tasks that nobody knows", "M7 M9 M10");
    FAILURES.put("tells no owner whom to stop", "L6 L42 M8 V5");
    FAILURES.put("tells of due work a minute late", "B9 C21 C22 C50 C51 T1");
    FAILURES.put("tells of due work in any queue", "C50 C51 M14");
    FAILURES.put("tells of ended executions as unknown", "A7 H14 H17 O17");
  }

  static Set<String> brokenStores() {
    return BrokenStores.ALL.keySet();
  }

  @ParameterizedTest(name = "a store that {0}")
  @MethodSource("brokenStores")
  void suite_onAStoreThatDoesOneThingWrong_failsTheClausesAboutIt(String fault) {
    assertThat(FAILURES).containsKey(fault);
    Set<String> expected = new TreeSet<>(Set.of(FAILURES.get(fault).split(" ")));

    assertThat(SuiteOn.failures(BrokenStores.ALL.get(fault), CERTAIN)).isEqualTo(expected);
  }

  @Test
  void suite_onTheRightStore_passes() {
    assertThat(SuiteOn.failures(store -> store, CERTAIN)).isEmpty();
  }

  @Test
  void suite_onTheModel_passes() {
    assertThat(SuiteOn.failures(store -> new StoreModel(store::now), "[RCFSAKLEOHMTBDV].*"))
        .isEmpty();
  }

  @Test
  void threads_onAStoreThatLooksFirstAndAddsThen_findTheGap() {
    assertThat(SuiteOn.failures(BrokenStores::looksFirst, "X15?_.*")).containsExactly("X1", "X15");
  }

  @ParameterizedTest(name = "a store that {0}")
  @ValueSource(
      strings = {
        "completes without a look at the token",
        "confirms every start",
        "does not know a repeated claim",
        "fires on an outdated claim",
        "forgets what follows",
        "forgets who waits when a run ends",
        "ignores the limit of a task in the cluster",
        "knows no limit of live executions",
        "loses an update",
        "pauses without holding",
        "reaps without a new token",
        "renews a stale lease",
        "runs live executions again",
        "starts executions early",
        "starves what has a low priority",
        "tells of due work in any queue",
        "tells of ended executions as unknown"
      })
  void modelCheck_onAStoreThatDoesOneThingWrong_findsIt(String fault) {
    Random random = new Random(1);
    UnaryOperator<JobStore> broken = BrokenStores.ALL.get(fault);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 400; i++) {
                ModelCheck.run(new MemoryStoreUnderTest(broken), Operation.sequence(random, 50));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("differs from the model after");
  }
}
