package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who hashes texts of which hardly one comes twice is warned. */
class HashedTextsTest {
  private record Review(int stars, String text) {}

  private static final Schema INPUT = Schema.of(Review.class);

  private static List<String> warnings(int rows, int texts, Step step) {
    HashedTexts hashed = new HashedTexts(List.of(step), INPUT, new int[] {0, 1});
    List<Review> reviews =
        IntStream.range(0, rows)
            .mapToObj(i -> new Review(i, i < 5 ? "" : "text " + i % texts))
            .toList();
    new InputRows<>(Columns.of(Review.class), reviews).forEach(hashed::add);
    return hashed.warnings();
  }

  @Test
  void saysHowManyTextsAreDifferentAndWhatToDo() {
    assertThat(warnings(1_005, 1_005, hash("text", 64)))
        .containsExactly(
            "hash(\"text\", 64) carries almost no information: 1000 of 1000 texts in the training rows"
                + " are different (leave the column out, or hash a column of what repeats in it, such"
                + " as a word or a prefix)");
  }

  @Test
  void estimatesManyTexts() {
    assertThat(warnings(50_000, 50_000, hash("text", 64))).hasSize(1);
  }

  @Test
  void isSilentWhereTextsRepeatOrAreFew() {
    assertThat(warnings(1_000, 800, hash("text", 64))).isEmpty();
    assertThat(warnings(1_000, 10, hash("text", 64))).isEmpty();
    assertThat(warnings(90, 90, hash("text", 64))).isEmpty();
    assertThat(warnings(1_000, 1_000, oneHot("text"))).isEmpty();
  }
}
