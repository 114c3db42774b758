package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnlyLarger
class ReviewsTest {
  @TempDir private Path home;

  @Test
  void knowsByNeighbouringWordsWhatTheMeanOfWordsDoesNot() {
    PrintStream none =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    Reviews.Accuracies found = new Reviews(none).run(home);

    assertThat(found.prior()).isLessThan(0.6);
    assertThat(found.words()).isLessThan(0.65);
    assertThat(found.neighbours()).isGreaterThan(0.95);
  }
}
