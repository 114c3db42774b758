package io.lifecycle4j.contract.properties;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Properties meet the same values in every build, other ones each time with {@code -Pdeep}: every
 * module with properties extends this.
 */
public abstract class FixedSeedContract {
  private static final int TRIES = 3;
  private static final List<Integer> FIXED = List.of(10713, -2065, 28);
  private static final List<Integer> MET = new ArrayList<>();

  @BeforeContainer
  static void begin() {
    MET.clear();
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void isGiven(@ForAll int number) {
    MET.add(number);
  }

  @AfterContainer
  static void meetsTheSameValuesInEveryBuild() {
    List<Integer> first = MET.subList(0, TRIES);
    if (Boolean.getBoolean("deep")) {
      assertThat(first).isNotEqualTo(FIXED);
    } else {
      assertThat(first).isEqualTo(FIXED);
    }
    assertThat(MET).hasSize(TRIES * Integer.getInteger("tries", 1));
  }
}
