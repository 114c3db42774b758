package io.lifecycle4j.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyTableTest {
  /** Whoever makes data knows how keys are made of them, but not where they lie. */
  @Test
  @Timeout(60)
  void findsKeysAtOnceThatWereChosenToBeAlike() {
    KeyTable table = new KeyTable(KeyTable.CAPACITY);
    for (long key = 1; key <= 500_000; key++) { // the upper bits are those of all others
      assertThat(table.tag(key)).isEqualTo(KeyTable.ABSENT);
      table.put(key, 1);
    }
    assertThat(table.tag(1)).isEqualTo(1);
    assertThat(table.tag(500_001)).isEqualTo(KeyTable.ABSENT);
  }
}
