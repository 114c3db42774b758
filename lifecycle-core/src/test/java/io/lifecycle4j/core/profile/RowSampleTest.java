package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RowSampleTest {
  private static final int CELLS = 3;

  private static RowSampler sampler(int rows, int seed) {
    RowSampler sampler = RowSampler.ofTensors(CELLS, seed);
    for (int i = 0; i < rows; i++) {
      sampler.add(new float[] {i, -i, Float.NaN}, CELLS);
    }
    return sampler;
  }

  @Test
  void hasAllRowsUntilTheyAreTooMany() {
    RowSample few = sampler(100, 1).sample();

    assertThat(List.of(few.rows())).extracting(row -> row[0]).doesNotHaveDuplicates().hasSize(100);
    assertThat(List.of(few.rows())).allSatisfy(row -> assertThat(row[1]).isEqualTo(-row[0]));
    assertThat(List.of(few.rows())).allSatisfy(row -> assertThat(row[2]).isNaN());
    assertThat(sampler(RowSample.MOST, 1).sample().size()).isEqualTo(RowSample.MOST);
  }

  @Test
  void takesRowsOfAllTimesAlike() {
    double[] places =
        Arrays.stream(sampler(20_000, 1).sample().rows()).mapToDouble(row -> row[0]).toArray();

    assertThat(places).hasSize(RowSample.MOST);
    assertThat(Arrays.stream(places).average().orElse(0)).isBetween(9_000.0, 11_000.0);
    assertThat(Arrays.stream(places).filter(place -> place < 2_000).count()).isBetween(30L, 70L);
    assertThat(places).doesNotHaveDuplicates();
  }

  @Test
  void mergesLikeOneOfAllRows() {
    List<RowSample> parts =
        List.of(sampler(5_000, 1).sample(), sampler(300, 2).sample(), sampler(0, 3).sample());
    RowSample merged = RowSample.merged(CELLS, parts);
    RowSample inSteps =
        RowSample.merged(CELLS, List.of(parts.get(2), RowSample.merged(CELLS, parts)));

    assertThat(merged.size()).isEqualTo(RowSample.MOST);
    long ofSmall = Arrays.stream(merged.rows()).filter(row -> row[0] < 300).count();
    assertThat(ofSmall).isBetween(30L, 80L); // 600 of 5,300 rows
    assertThat(inSteps.bytes()).isEqualTo(merged.bytes());
  }

  @Test
  void isReadAsItWasWritten() {
    byte[] written = sampler(1_000, 1).sample().bytes();

    assertThat(RowSample.of(written).bytes()).isEqualTo(written);
    assertThat(RowSample.of(RowSample.of(written).encoded()).bytes()).isEqualTo(written);
  }

  @Test
  void hasAtMost64KibibytesWhateverTheTensor() {
    RowSampler sampler = RowSampler.ofTensors(1_000, 1);
    for (int i = 0; i < 600; i++) {
      sampler.add(new float[1_000], 1_000);
    }
    assertThat(sampler.sample().bytes()).hasSize(RowSample.MOST_BYTES);
    assertThat(RowSample.MOST_BYTES).isLessThanOrEqualTo(1 << 16);
  }

  @Test
  void rejectsWhatIsNone() {
    byte[] written = sampler(3, 1).sample().bytes();

    assertThatThrownBy(() -> RowSample.of(Arrays.copyOf(written, written.length - 1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sample of rows: it ends too early");
    assertThatThrownBy(() -> RowSample.of(Arrays.copyOf(written, written.length + 1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sample of rows: 1 bytes too many");
    assertThatThrownBy(() -> RowSample.of(new byte[9]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sample of rows: form 0 (must be 1)");
    assertThatThrownBy(() -> RowSample.of("?"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sample of rows: it is not base64");
    assertThatThrownBy(() -> RowSample.merged(2, List.of(RowSample.of(written))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sample: rows of 3 features (must have 2)");
  }

  /** Each row has the same number in all of its features. */
  @Test
  void neverMixesRowsThatAreReadWhileTheyAreReplaced()
      throws InterruptedException, ExecutionException {
    RowSampler sampler = RowSampler.ofTensors(TensorFeatures.MOST, 1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          thread.submit(
              () -> {
                float[] row = new float[TensorFeatures.MOST];
                for (int i = 0; i < 100_000; i++) {
                  Arrays.fill(row, i);
                  sampler.add(row, row.length);
                }
              });
      do {
        for (double[] row : sampler.sample().rows()) {
          assertThat(Arrays.stream(row).distinct().count()).isEqualTo(1);
        }
      } while (!writing.isDone());
      writing.get();
    } finally {
      thread.shutdownNow();
    }
    assertThat(sampler.sample().size()).isEqualTo(RowSample.MOST);
  }
}
