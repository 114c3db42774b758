package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
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
  void measuresNoNameThatIsFarTooLong() {
    List<String> among = List.of("a".repeat(100_000)); // a table of both would fill any heap
    assertThat(SimilarNames.find("a".repeat(40_000), among)).isEmpty();
  }

  @Test
  void findsSlipsInFewNamesOnly() {
    List<String> names = numbered("row_", 100);
    List<String> among = numbered("row", 100);
    assertThat(SimilarNames.findAll(names, among))
        .hasSize(100)
        .containsEntry("row_1000", "row1000")
        .containsEntry("row_1099", "row1099");
    assertThat(SimilarNames.findAll(numbered("row_", 101), among)).isEmpty();
    assertThat(SimilarNames.findAll(names, numbered("row", 101))).isEmpty();
  }

  @Test
  void findsThePartOfANameThatIsClosest() {
    List<String> among = List.of("roc_auc_macro", "roc_auc", "f1", "rmse");
    assertThat(SimilarNames.findPart("AUC", among)).contains("roc_auc");
    assertThat(SimilarNames.findPart("f1_score", among)).contains("f1");
    assertThat(SimilarNames.findPart("mse", among)).contains("rmse");
    assertThat(SimilarNames.findPart("recall", among)).isEmpty();
    assertThat(SimilarNames.findPart("_", among)).isEmpty();
    assertThat(SimilarNames.findPart("f1", List.of("-"))).isEmpty();
  }

  private static List<String> numbered(String name, int many) {
    return IntStream.range(1_000, 1_000 + many).mapToObj(number -> name + number).toList();
  }

  @Test
  void prefersTheNearest() {
    assertThat(SimilarNames.find("payment1", List.of("payments", "payment_1", "payment")))
        .contains("payment_1");
  }
}
