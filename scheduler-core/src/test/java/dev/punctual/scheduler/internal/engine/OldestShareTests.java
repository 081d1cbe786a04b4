package dev.punctual.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.QueueRoom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One in ten filled slots goes to the oldest work, however large the rooms are. */
class OldestShareTests {

  private final OldestShare share = new OldestShare();

  private int ask(int room, int filled) {
    int oldest = share.of("q", room);
    share.filled(List.of(new QueueRoom("q", room, oldest)), filled, i -> "q");
    return oldest;
  }

  @ParameterizedTest(name = "rooms of {0}")
  @ValueSource(ints = {1, 2, 3, 7, 9, 10, 11, 25, 100})
  void share_ofFilledRooms_isOneInTen(int room) {
    int slots = 0;
    int oldest = 0;
    while (slots < 10_000) {
      slots += room;
      oldest += ask(room, room);
    }
    assertThat(oldest).isBetween(slots / 10 - 10, slots / 10 + 10);
  }

  @Test
  void share_isNotUsedUpByClaimsThatFindNothing() {
    for (int i = 0; i < 9; i++) {
      assertThat(ask(1, 1)).isZero();
    }
    for (int i = 0; i < 50; i++) {
      assertThat(ask(1, 0)).isEqualTo(1);
    }
    assertThat(ask(1, 1)).isEqualTo(1);
    assertThat(ask(1, 1)).isZero();
  }

  @Test
  void share_isKeptForEachQueue() {
    List<QueueRoom> rooms = List.of(new QueueRoom("a", 5), new QueueRoom("b", 5));
    List<String> filled = List.of("a", "a", "a", "a", "b");
    for (int i = 0; i < 2; i++) {
      share.filled(rooms, filled.size(), filled::get);
    }

    assertThat(share.of("a", 2)).isEqualTo(1);
    assertThat(share.of("b", 2)).isZero();
  }
}
