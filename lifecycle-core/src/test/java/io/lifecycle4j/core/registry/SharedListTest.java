package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedListTest {
  private static final int SIZE = 1_000;

  private static SharedList<Integer> to(int size) {
    SharedList<Integer> list = SharedList.empty();
    for (int i = 0; i < size; i++) {
      list = list.with(i);
    }
    return list;
  }

  @Test
  void isAsItWasHoweverItGrows() {
    List<SharedList<Integer>> all = new ArrayList<>(List.of(SharedList.empty()));
    for (int i = 0; i < SIZE; i++) {
      all.add(all.get(i).with(i));
    }
    for (int size = 0; size <= SIZE; size++) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        expected.add(i);
      }
      assertThat(all.get(size)).isEqualTo(expected);
    }
  }

  @Test
  void growsToBothSidesOfTheSameList() {
    SharedList<Integer> list = to(63);

    assertThat(list.with(-1)).endsWith(62, -1);
    assertThat(list.with(-2)).endsWith(62, -2);
    assertThat(list).hasSize(63);
    assertThatThrownBy(() -> list.add(-3)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void changesOneElementAndNoOtherList() {
    SharedList<Integer> list = to(150);
    for (int place : List.of(0, 63, 64, 128, 149)) {
      List<Integer> expected = new ArrayList<>(list);
      expected.set(place, -1);

      assertThat(list.with(place, -1)).isEqualTo(expected);
    }
    assertThat(list).isEqualTo(to(150));
    assertThatThrownBy(() -> list.with(150, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void hasNothingOutsideOfIt() {
    for (int size : List.of(0, 1, 64, 65)) {
      SharedList<Integer> list = to(size);
      assertThatThrownBy(() -> list.get(size)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
