package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A slip is told from another name. */
class SimilarNamesTest {
  private static final List<String> NAMES = List.of("amount", "chargeback", "day", "größe");

  @Test
  void findsWhatIsWrittenAlmostTheSame() {
    assertThat(SimilarNames.find("charge_back", NAMES)).contains("chargeback");
    assertThat(SimilarNames.find("ChargeBack", NAMES)).contains("chargeback");
    assertThat(SimilarNames.find("chagreback", NAMES)).contains("chargeback");
    assertThat(SimilarNames.find("amonut", NAMES)).contains("amount");
    assertThat(SimilarNames.find("axonnt", NAMES)).isEmpty(); // two of six
    assertThat(SimilarNames.find("amunt", NAMES)).contains("amount");
    assertThat(SimilarNames.find("GRÖSSE", List.of("grösse"))).contains("grösse");
  }

  @Test
  void findsNothingThatIsAnotherName() {
    assertThat(SimilarNames.find("date", NAMES)).isEmpty();
    assertThat(SimilarNames.find("", NAMES)).isEmpty();
    assertThat(SimilarNames.find("amount", List.of())).isEmpty();
  }

  @Test
  void prefersTheNearest() {
    assertThat(SimilarNames.find("payment1", List.of("payments", "payment_1", "payment")))
        .contains("payment_1");
  }
}
