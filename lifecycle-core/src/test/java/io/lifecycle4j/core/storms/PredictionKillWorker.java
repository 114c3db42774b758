package io.lifecycle4j.core.storms;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.schema.Tasks;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that predicts as fast as it can until it is killed. How many predictions it was given,
 * and when the last, stands in a mapped file, which outlives it.
 */
final class PredictionKillWorker {
  record Question(double x) {}

  private PredictionKillWorker() {}

  /**
   * Predicts.
   *
   * @param arguments the home, the mapped file
   */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Lifecycle home = Lifecycle.open(Path.of(arguments[0]));
        ManagedModel<Question, Double> model =
            home.model("line", Question.class, Tasks.regression("y"))
                .serving(question -> question.x())
                .open()) {
      MappedByteBuffer given = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * Long.BYTES);
      Question question = new Question(1);
      for (long number = 1; ; number++) {
        model.predict(question);
        given.putLong(0, number);
        given.putLong(Long.BYTES, System.currentTimeMillis());
        if (number == 20_000) {
          System.out.println("warm");
        }
      }
    }
  }
}
