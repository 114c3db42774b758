package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.djl.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;

/** A linear network with default settings, beside the closed form. */
class LeastSquaresTest {
  private static final int WIDTH = 10;
  private static final int ROWS = 350;

  /** Ten standardized columns that depend on four causes, as measurements of a patient do. */
  private static ArrayExamples rows(int count, long seed) {
    Random random = new Random(seed);
    float[][] features = new float[count][WIDTH];
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      double[] causes = random.doubles(4, -1.7, 1.7).toArray();
      for (int j = 0; j < WIDTH; j++) {
        double cause = causes[j % 4] + 0.5 * causes[(j + 1) % 4];
        features[i][j] = (float) (0.8 * cause + 0.4 * random.nextGaussian());
        labels[i] += (float) ((j % 3 - 0.7) * 15 * features[i][j]);
      }
      labels[i] += (float) (150 + 55 * random.nextGaussian());
    }
    return new ArrayExamples(features, labels);
  }

  private static double[] leastSquares(ArrayExamples rows) {
    double[][] features = new double[rows.size()][WIDTH];
    double[] labels = new double[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.truth(i);
      for (int j = 0; j < WIDTH; j++) {
        features[i][j] = rows.features()[i][j];
      }
    }
    OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
    fit.newSampleData(labels, features);
    return fit.estimateRegressionParameters();
  }

  private static float[] predict(double[] weights, ArrayExamples rows) {
    float[] predictions = new float[rows.size()];
    for (int i = 0; i < predictions.length; i++) {
      double sum = weights[0];
      for (int j = 0; j < WIDTH; j++) {
        sum += weights[j + 1] * rows.features()[i][j];
      }
      predictions[i] = (float) sum;
    }
    return predictions;
  }

  private static double rmse(float[] predictions, ArrayExamples rows) {
    double squares = 0;
    for (int i = 0; i < predictions.length; i++) {
      squares += Math.pow(predictions[i] - rows.truth(i), 2);
    }
    return Math.sqrt(squares / predictions.length);
  }

  @Test
  @OnlyLarger
  void isWithinAPercentOfLeastSquares() {
    double[] ratios = new double[3];
    for (int seed = 0; seed < ratios.length; seed++) {
      ArrayExamples training = rows(ROWS, seed);
      ArrayExamples fresh = rows(2_000, 100 + seed);
      DjlTrainer trainer =
          DjlTrainer.builder().network(Network.builder().build()).seed(seed).build();

      float[] learned =
          Trained.predict(
              trainer.train(new RecordedContext(NUMBER, training)), fresh, List.of(WIDTH), 1);

      ratios[seed] = rmse(learned, fresh) / rmse(predict(leastSquares(training), fresh), fresh);
    }
    assertThat(Arrays.stream(ratios).average().orElseThrow()).isLessThan(1.01);
  }

  @Test
  void beginsWithTheMean() {
    ArrayExamples rows = rows(ROWS, 1);
    RecordedContext context = new RecordedContext(NUMBER, rows).validating(rows);

    DjlTrainer.builder()
        .network(Network.parse("dense(16) relu"))
        .epochs(1)
        .learningRate(1e-12)
        .build()
        .train(context);

    double mean = 0;
    for (int i = 0; i < rows.size(); i++) {
      mean += rows.truth(i) / rows.size();
    }
    float[] always = new float[rows.size()];
    Arrays.fill(always, (float) mean);
    assertThat(context.run.last("validation_rmse")).isCloseTo(rmse(always, rows), within(1e-3));
  }

  @Test
  @OnlyLarger
  void makesAThousandStepsOfFewRowsAndTenEpochsOfMany() {
    for (int[] rowsAndEpochs : new int[][] {{320, 100}, {3_201, 10}}) {
      RecordedContext context = new RecordedContext(NUMBER, rows(rowsAndEpochs[0], 1));

      DjlTrainer.builder().network(Network.builder().build()).build().train(context);

      assertThat(context.run.params).containsEntry("epochs", String.valueOf(rowsAndEpochs[1]));
      assertThat(context.run.values("loss")).hasSize(rowsAndEpochs[1]);
    }
  }
}
