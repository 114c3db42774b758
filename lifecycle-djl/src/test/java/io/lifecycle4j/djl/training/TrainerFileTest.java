package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings in a file that a person wrote. */
class TrainerFileTest {
  private static final String ALL =
      """
      # all settings that need no code
      network: [conv(8, 5), relu, 'maxPool(2)', flatten, dense(64), relu]
      epochs: 20
      batchSize: 64
      learningRate: 1e-2
      weightDecay: 0.5
      schedule: {cosine: {warmUp: 100}}
      clipNorm: 1
      clipValue: 0.5
      accumulate: 4
      average: 0.999
      checkFiniteEvery: 10
      earlyStopping: {metric: validation_f1, patience: 3, minDelta: 0.001}
      checkpointEvery: 5
      checkpointEveryUpdates: 500
      shuffleBlocks: 1000
      keepCheckpoints: {best: 1, last: 2}
      maxParameters: 1000000
      seed: -7
      threads: 2
      device: cpu
      """;

  @TempDir Path directory;

  private Path file(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String settings(String name, String text) {
    return DjlTrainer.read(file(name, text)).configuration();
  }

  private String problem(String name, String text) {
    Path file = file(name, text);
    Throwable thrown = catchThrowable(() -> DjlTrainer.read(file));
    assertThat(thrown).as(text).isInstanceOf(InvalidDataException.class);
    String start = "Cannot read " + file + ": ";
    assertThat(thrown).hasMessageStartingWith(start);
    return String.valueOf(thrown.getMessage()).substring(start.length());
  }

  private static String built() {
    return DjlTrainer.builder()
        .network(Network.parse("conv(8,5) relu maxPool(2) flatten dense(64) relu"))
        .epochs(20)
        .batchSize(64)
        .learningRate(0.01)
        .weightDecay(0.5)
        .schedule(Schedule.cosine().warmUp(100))
        .clipNorm(1)
        .clipValue(0.5)
        .accumulate(4)
        .average(0.999)
        .checkFiniteEvery(10)
        .earlyStopping("validation_f1", 3, 0.001)
        .checkpointEvery(5)
        .checkpointEveryUpdates(500)
        .shuffleBlocks(1_000)
        .keepCheckpoints(1, 2)
        .maxParameters(1_000_000)
        .seed(-7)
        .threads(2)
        .device(ComputeDevice.cpu())
        .build()
        .configuration();
  }

  @Test
  void setsWhatTheBuilderSets() {
    assertThat(settings("a.yaml", ALL)).isEqualTo(built());
  }

  @Test
  void readsLayersWithSettingsByName() {
    String yaml =
        """
        network:
        - branch:
            input: image
            layers:
            - conv: {filters: 8, kernel: 3, padding: 1}
            - residual: [conv: {kernel: 3, filters: 8, padding: 1}, relu]
            - flatten
        - branch: {input: features}
        - concat
        - dense: 64
        - leakyRelu: {slope: 0.2}
        - concat: [[dense(8), relu], 'dense(4) tanh', [], [residual: [dense(64)]]]
        - concat: [dense(units=8), leakyRelu(slope=0.1), relu]
        """;
    assertThat(settings("a.yaml", yaml))
        .isEqualTo(
            DjlTrainer.builder()
                .network(
                    Network.parse(
                        "branch(\"image\", conv(8,3,padding=1) residual(conv(8,3,padding=1) relu)"
                            + " flatten) branch(\"features\") concat dense(64)"
                            + " leakyRelu(slope=0.2)"
                            + " concat(dense(8) relu, dense(4) tanh, , residual(dense(64)))"
                            + " concat(dense(8), leakyRelu(slope=0.1), relu)"))
                .build()
                .configuration());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          - relu\\n- dens: 3            # line 3, column 3: key network.dens is unknown (did you mean dense? there are adaptiveAvgPool, adaptiveMaxPool, attention, avgPool, avgPool1d, batchNorm, branch, concat, conv,
          - relu\\n- conv: {filter: 3} # line 3, column 3: network: Invalid layer: 'conv(filter=3)' (must be conv(filters,kernel), optionally with stride=…, padding=…, groups=…)
          - relu\\n- dense(0)          # line 3, column 3: network: Invalid units: 0 (must be positive)
          - relu\\n- {dense: 3, relu: 1} # line 3, column 3: network has 2 keys (must have one)
          - branch: {layers: [relu]}   # line 2, column 11: network.branch is keys with values (must be an input, and layers unless there are none)
          - residual: [dens(3)]        # line 2, column 14: network.residual: Invalid layer: 'dens(3)'
          - concat: [[relu], [dens(3)]] # line 2, column 21: network.concat: Invalid layer: 'dens(3)'
          - dense: {units: [3]}        # line 2, column 18: network.dense.units is a list (must be a text)
          """)
  void saysWhichLayerIsWrong(String layers, String problem) {
    assertThat(problem("a.yaml", "network:\n" + layers.replace("\\n", "\n"))).startsWith(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer: sgd | sgd",
        "optimizer: {sgd: {momentum: 0.9, nesterov: true}} | nesterov",
        "optimizer: {adam: {learningRate: 0.01, beta1: 0.8}} | adam",
        "optimizer: {adamW: {beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1}} | adamW",
        "optimizer: {rmsProp: {smoothing: 0.9, momentum: 0.5}} | rmsProp",
        "schedule: {step: {epochs: 2, factor: 0.5}} | step",
        "schedule: {plateau: {patience: 2}} | plateau",
        "schedule: oneCycle | oneCycle",
      })
  void setsOptimizersAndSchedules(String line, String name) {
    DjlTrainerBuilder builder = DjlTrainer.builder().network(Network.parse("relu"));
    switch (name) {
      case "sgd" -> builder.optimizer(Optimizers.sgd());
      case "nesterov" -> builder.optimizer(Optimizers.sgd().momentum(0.9).nesterov());
      case "adam" -> builder.optimizer(Optimizers.adam().learningRate(0.01).beta1(0.8));
      case "adamW" ->
          builder.optimizer(Optimizers.adamW().beta2(0.99).epsilon(1e-6).weightDecay(0.1));
      case "rmsProp" -> builder.optimizer(Optimizers.rmsProp().smoothing(0.9).momentum(0.5));
      case "step" -> builder.schedule(Schedule.step(2, 0.5));
      case "plateau" -> builder.schedule(Schedule.plateau(2, 0.1));
      default -> builder.schedule(Schedule.oneCycle());
    }
    assertThat(settings("a.yaml", "network: relu\n" + line))
        .isEqualTo(builder.build().configuration());
  }

  @Test
  void readsJson() {
    assertThat(
            settings(
                "a.JSON",
                """
                {"network": ["conv(8,5)", "relu", "maxPool(2)", "flatten", "dense(64)", "relu"],
                \t"epochs": 20, "batchSize": 64, "learningRate": 0.01, "weightDecay": 5E-1,
                "schedule": {"cosine": {"warmUp": 100}}, "clipNorm": 1, "clipValue": 0.5, "accumulate": 4, "average": 0.999, "checkFiniteEvery": 10, "earlyStopping": {"metric": "f1", "patience": 3, "minDelta": 0.001},
                "checkpointEvery": 5, "checkpointEveryUpdates": 500, "shuffleBlocks": 1000, "keepCheckpoints": {"best": 1, "last": 2}, "maxParameters": 1000000, "seed": -7, "threads": 2,
                "device": "cpu"}
                """))
        .isEqualTo(built());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network: dense(64) relu",
        "network: >\n  dense(64)\n  relu\n",
        "network: [dense(64), relu]",
        "network:\n- dense(64)\n- relu",
        "{network: ['dense(64) relu']}"
      })
  void readsLayersInAnyForm(String yaml) {
    assertThat(settings("a.yml", yaml))
        .isEqualTo(
            DjlTrainer.builder().network(Network.parse("dense(64) relu")).build().configuration());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          epoch: 3                          # line 1, column 1: key epoch is unknown (did you mean epochs? there are accumulate, augment, average, batchSize, checkFiniteEvery, checkpointEvery, checkpointEveryUpdates, clipNorm, clipValue, device, earlyStopping, epochs, factory, freeze, keepCheckpoints, learningRate, maxParameters, network, optimizer, schedule, seed, shuffleBlocks, threads, weightDecay)
          seed: 1\\nearlyStopping:\\n  patiense: 3 # line 3, column 3: key earlyStopping.patiense is unknown (did you mean patience? there are metric, minDelta, patience)
          epochs: 3\\nseed: 1\\nepochs: 3    # line 3, column 1: epochs is there twice (first in line 1)
          earlyStopping: {patience: 1, patience: 2} # line 1, column 30: earlyStopping.patience is there twice (first in line 1)
          epochs: many                      # line 1, column 9: epochs is many (must be a whole number)
          epochs: '3'                       # line 1, column 9: epochs is "3" (must be a whole number)
          epochs: 3.5                       # line 1, column 9: epochs is 3.5 (must be a whole number)
          epochs:                           # line 1, column 8: epochs is empty (must be a whole number)
          epochs: [3]                       # line 1, column 9: epochs is a list (must be a whole number)
          epochs: 0                         # line 1, column 9: epochs: Invalid epochs: 0 (must be at least 1)
          epochs: 3000000000                # line 1, column 9: epochs is 3000000000 (must be a whole number of at most 2147483647)
          learningRate: .nan                # line 1, column 15: learningRate is .nan (must be a number)
          learningRate: -1                  # line 1, column 15: learningRate: Invalid learning rate: -1 (must be above 0, below 1000000)
          schedule: cosin                 # line 1, column 11: schedule is cosin (did you mean cosine? there are constant, cosine, oneCycle, plateau, step)
          earlyStopping: 3                  # line 1, column 16: earlyStopping is 3 (must be keys with values)
          earlyStopping: {minDelta: 3}      # line 1, column 16: earlyStopping is keys with values (must be a patience, and a metric and a minDelta if they are not the defaults)
          earlyStopping: {patience: 0}      # line 1, column 16: earlyStopping: Invalid patience: 0 (must be at least 1)
          device: gpu                       # line 1, column 9: device is gpu (did you mean gpu(0)? there are auto, cpu, gpu(0))
          network: dens(3)                  # line 1, column 10: network: Invalid layer: 'dens(3)' (did you mean dense(units)? must be one of adaptiveAvgPool, adaptiveMaxPool, attention, avgPool, avgPool1d, batchNorm, concat, conv, conv1d, dense, dropout, elu, embedding, flatten, gelu, last, layerNorm, leakyRelu, lstm, max, maxPool, maxPool1d, mean, positions, relu, residual, sigmoid, softmax, softplus, swish, tanh)
          network: {dense: 3}               # line 1, column 10: network is keys with values (must be a list)
          network:                          # line 1, column 9: network is empty (must be a text)
          network: ~                        # line 1, column 10: network is ~ (must be a text)
          freeze: [null]                    # line 1, column 10: freeze is null (must be a text)
          earlyStopping: {metric: NULL, patience: 3} # line 1, column 25: earlyStopping.metric is NULL (must be a text)
          - epochs                          # line 1, column 1: the file is a list (must be keys with values)
          epochs: &x 3                      # line 1, column 9: epochs has a tag, an anchor or an alias (must have none)
          epochs: !!int 3                   # line 1, column 9: epochs has a tag, an anchor or an alias (must have none)
          epochs: 3\\n---\\nepochs: 3         # line 2, column 1: a second document follows
          epochs: 3\\n seed: 4               # line 2, column 6: it is not YAML: mapping values are not allowed here
          """)
  void saysWhatIsWrongAndWhere(String yaml, String problem) {
    assertThat(problem("a.yaml", yaml.replace("\\n", "\n"))).isEqualTo(problem);
  }

  @Test
  void saysWhatIsWrongInJson() {
    assertThat(problem("a.json", "{\n  \"epochs\": 3,\n  \"epochs\": 4}"))
        .isEqualTo("line 3, column 3: epochs is there twice (first in line 2)");
    assertThat(problem("a.json", "{\"epochs\": \"3\"}"))
        .isEqualTo("line 1, column 12: epochs is \"3\" (must be a whole number)");
    assertThat(problem("a.json", "{\"network\": null}"))
        .isEqualTo("line 1, column 13: network is null (must be a text)");
    assertThat(problem("a.json", "{\"batch_size\": 3}"))
        .startsWith("line 1, column 2: key batch_size is unknown (did you mean batchSize? ");
    assertThat(problem("a.json", "{\"epochs\": 3,}"))
        .startsWith("line 1, column 14: it is not JSON: ");
    assertThat(problem("a.json", "{\"epochs\": 3} 4"))
        .isEqualTo("line 1, column 15: a second document follows");
    assertThat(problem("a.json", "[".repeat(100))).contains("it is not JSON: ");
    assertThat(problem("a.json", " ")).isEqualTo("it is empty");
  }

  @Test
  void rejectsWhatCannotBeRead() throws IOException {
    assertThat(problem("a.yaml", "# nothing")).isEqualTo("it is empty");
    assertThat(problem("a.yaml", "[".repeat(100))).contains("nested too deeply");
    assertThat(problem("a.yaml", "a".repeat((1 << 20) + 1)))
        .isEqualTo("it is too long (at most 1048576 bytes)");
    Path none = directory.resolve("none.yaml");
    assertThatThrownBy(() -> DjlTrainer.read(none))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + none + ": no such file");
    Path bytes = Files.write(directory.resolve("b.yaml"), new byte[] {'a', -1});
    assertThatThrownBy(() -> DjlTrainer.read(bytes))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + bytes + ": it is not UTF-8");
  }

  @Test
  void setsNothingTwice() {
    Path file = file("a.yaml", "epochs: 3\nnetwork: relu");
    assertThatThrownBy(() -> DjlTrainer.builder().read(file).epochs(3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid trainer: epochs set twice");
    assertThatThrownBy(() -> DjlTrainer.builder().read(file).read(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid trainer: file set twice");
    Path none = file("b.yaml", "epochs: 3");
    assertThatThrownBy(() -> DjlTrainer.read(none))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Missing network: none");
    Path both = file("c.yaml", "factory: {id: tabnet, config: wide}\nnetwork: relu");
    assertThatThrownBy(() -> DjlTrainer.read(both))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("line 1, column 10: factory: Invalid trainer: network set twice");
  }

  @Test
  void isRecordedWithTheRun() {
    String text = "network: dense(4) relu # small\nepochs: 1\n";
    RecordedContext context =
        new RecordedContext(RecordedContext.TWO_CLASSES, ArrayExamples.blobs(20, 1));
    DjlTrainer.read(file("a.yaml", text)).train(context);
    assertThat(context.run.artifacts).containsExactlyEntriesOf(Map.of("trainer.yaml", text));
    assertThat(context.run.params)
        .containsEntry(
            "configuration.sha256", Hashing.hash(text.getBytes(StandardCharsets.UTF_8)).sha256());
  }

  @Test
  void doesNotChangeWhatIsTrainedByItsComments() {
    assertThat(settings("a.yaml", "network: relu # one"))
        .isEqualTo(settings("b.yaml", "# another\nnetwork: relu"));
  }
}
