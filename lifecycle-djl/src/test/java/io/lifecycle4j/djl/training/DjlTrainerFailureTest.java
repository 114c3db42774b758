package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingPurpose;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DjlTrainerFailureTest {
  private static final DjlTrainer TRAINER =
      DjlTrainer.builder()
          .network(Network.builder().dense(4).relu().build())
          .epochs(2)
          .batchSize(10)
          .build();

  @Test
  void namesTheBatchWhoseLossIsNotFinite() {
    ArrayExamples rows = ArrayExamples.blobs(40, 1);
    rows.features()[7][0] = Float.NaN;

    assertThatThrownBy(() -> TRAINER.train(new RecordedContext(TWO_CLASSES, rows)))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageMatching(
            "Training diverged in epoch 1, batch [1-4]: loss is NaN \\(must be finite\\)");
  }

  @Test
  void refusesANetworkBeforeItAsksForItsMemory() {
    DjlTrainer wide =
        DjlTrainer.builder().network(Network.builder().dense(100_000_000).build()).build();
    ArrayExamples rows = ArrayExamples.blobs(40, 1);

    assertThatThrownBy(() -> wide.train(new RecordedContext(TWO_CLASSES, rows)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid network: ")
        .hasMessageContaining("layer 1, dense(100000000), on [2]");
  }

  @Test
  void refusesMoreParametersThanAllowed() {
    DjlTrainer allowing =
        DjlTrainer.builder()
            .network(Network.builder().dense(4).build())
            .epochs(1)
            .maxParameters(21)
            .build();
    ArrayExamples rows = ArrayExamples.blobs(40, 1);

    assertThatThrownBy(() -> allowing.train(new RecordedContext(TWO_CLASSES, rows)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it has 22 parameters");
    for (long limit : new long[] {0, -1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> DjlTrainer.builder().maxParameters(limit))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid limit of parameters: " + limit + " (must be from 1 to ");
    }
  }

  @Test
  void refusesThreadsThatNoProcessCanStart() {
    assertThatThrownBy(() -> DjlTrainer.builder().threads(Integer.MAX_VALUE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid threads: 2147483647 (must be at least 1, at most 1024)");
  }

  @Test
  void refusesABatchOfMoreBytesThanABufferHolds() {
    Examples wide = ArrayExamples.of(1, 1 << 20, 1, row -> 0);
    assertThatThrownBy(() -> new RowBatch(wide, 1 << 20))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid tensor features: 4398046511104 bytes (must be below 2 GiB: use fewer rows)");
  }

  /** A single number has no deviation; an image has one by its pixels. */
  @Test
  void namesTheLayerThatCannotNormalizeASingleRow() {
    DjlTrainerBuilder single = DjlTrainer.builder().epochs(1).batchSize(1);
    DjlTrainer trainer = single.network(Network.parse("dense(4) batchNorm dense(3)")).build();

    assertThatThrownBy(() -> trainer.train(twenty()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid training batches: 1 row (batchNorm1 on [4] needs at least 2; layerNorm needs"
                + " 1)");

    Signature image =
        new Signature(
            List.of(TensorSpec.float32("image", List.of(1, 5, 5))),
            List.of(TensorSpec.float32("output", 2)));
    Network ofImages = Network.parse("conv(4,3) batchNorm flatten batchNorm");
    assertThatThrownBy(() -> NormalizedBatches.checkRows(ofImages, image, 1, Set.of()))
        .hasMessageContaining("(batchNorm2 on [36] ");
    NormalizedBatches.checkRows(ofImages, image, 1, Set.of("batchNorm2"));
    NormalizedBatches.checkRows(ofImages, image, 2, Set.of());
  }

  private static RecordedContext twenty() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(20, 1));
  }

  @Test
  void refusesABatchOfMoreRowsThanThereAre() {
    Network small = Network.parse("dense(4)");
    DjlTrainer wide = DjlTrainer.builder().network(small).epochs(1).batchSize(21).build();
    DjlTrainer usual = DjlTrainer.builder().network(small).epochs(1).build();

    for (RecordedContext context : List.of(twenty(), twenty().with("batchSize", 21))) {
      DjlTrainer trainer = context.parameters().isEmpty() ? wide : usual;
      assertThatThrownBy(() -> trainer.train(context))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid batch size: 21 (must be at most 20, the number of training rows)");
    }
    // The rows of a rehearsal are some of those of the training.
    assertThat(wide.train(twenty().asked(TrainingPurpose.REHEARSAL)).files()).isNotEmpty();
  }

  @Test
  void failsWhenTheStepsAreTooLarge() {
    DjlTrainer wild =
        DjlTrainer.builder()
            .network(Network.builder().dense(4).relu().dense(4).relu().dense(4).build())
            .learningRate(9e5)
            .epochs(300)
            .build();
    ArrayExamples rows = ArrayExamples.of(40, 2, 1, row -> row[0]);

    assertThatThrownBy(() -> wild.train(new RecordedContext(NUMBER, rows)))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageStartingWith("Training ");
  }

  @Test
  void failsWhenOnlyValidationIsNotFinite() {
    ArrayExamples broken = ArrayExamples.blobs(20, 2);
    broken.features()[3][1] = Float.POSITIVE_INFINITY;
    RecordedContext context =
        new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(40, 1)).validating(broken);

    assertThatThrownBy(() -> TRAINER.train(context))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageStartingWith("Training diverged in epoch 1: validation_loss is ");
  }

  @Test
  void namesTheRowWhoseTruthIsNotFinite() {
    ArrayExamples rows = ArrayExamples.of(1_100, 1, 1, row -> row[0]);
    ArrayExamples broken =
        ArrayExamples.of(1_100, 1, 1, row -> row[0] == rows.features()[1_050][0] ? 1 / 0.0 : 1);

    assertThatThrownBy(() -> TRAINER.train(new RecordedContext(NUMBER, broken)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid label of training row 1050: Infinity (must be finite)");
  }

  @Test
  void turnsFailuresOfTheEngineIntoTypedOnes() {
    // One row has no deviation: PyTorch refuses it. Layers within others are not looked at before.
    Network within = Network.parse("residual(batchNorm)");
    DjlTrainer normalizing = DjlTrainer.builder().network(within).batchSize(1).build();

    assertThatThrownBy(() -> normalizing.train(clouds()))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageStartingWith("Training failed in epoch 1, batch 1: Expected more than 1 value");
  }

  @Test
  void stopsWhenTheCallerGivesUp() {
    RecordedContext context = clouds();
    context.cancelledWhen(() -> context.progress.size() == 5);

    assertThatThrownBy(() -> TRAINER.train(context))
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Training stopped in epoch 2 after 1 batches: the caller gave up");
    assertThat(context.progress).hasSize(5);
  }

  @Test
  void stopsWhenItsThreadIsInterruptedAndKeepsTheFlag() {
    RecordedContext context = clouds().hearing(news -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> TRAINER.train(context))
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Training stopped in epoch 1 after 1 batches: the caller gave up");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void passesOnWhatAListenerThrows() {
    IllegalArgumentException problem = new IllegalArgumentException("listener");
    RecordedContext context =
        clouds()
            .hearing(
                news -> {
                  throw problem;
                });

    assertThatThrownBy(() -> TRAINER.train(context)).isSameAs(problem);
    assertThat(TRAINER.train(clouds())).isNotNull();
  }

  @Test
  void waitsForATrainingThatGoesOn() throws Exception {
    byte[] alone = Trained.bytes(TRAINER.train(clouds()));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch waits = new CountDownLatch(2);
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<TrainedModel> first =
          threads.submit(
              () ->
                  TRAINER.train(
                      clouds()
                          .hearing(
                              news -> {
                                started.countDown();
                                goOn.join();
                              })));
      started.await();
      RecordedContext context = clouds();
      context.cancelledWhen(
          () -> {
            waits.countDown();
            return false;
          });
      Future<TrainedModel> second = threads.submit(() -> TRAINER.train(context));
      // It asks again and again whether to give up, and does nothing else.
      waits.await();
      assertThat(context.progress).isEmpty();
      assertThat(second.isDone()).isFalse();

      goOn.complete(null);

      assertThat(Trained.bytes(first.get(60, TimeUnit.SECONDS))).isEqualTo(alone);
      assertThat(Trained.bytes(second.get(60, TimeUnit.SECONDS))).isEqualTo(alone);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void givesUpWaitingWhenTheCallerDoesOrItsThreadIsInterrupted() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<TrainedModel> first =
          threads.submit(
              () ->
                  TRAINER.train(
                      clouds()
                          .hearing(
                              news -> {
                                started.countDown();
                                goOn.join();
                              })));
      started.await();

      assertThatThrownBy(() -> TRAINER.train(clouds().cancelledWhen(() -> true)))
          .isInstanceOf(OperationInterruptedException.class)
          .hasMessage("Training did not start: the caller gave up while another training went on");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> TRAINER.train(clouds()))
          .isInstanceOf(OperationInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();

      goOn.complete(null);
      assertThat(first.get(60, TimeUnit.SECONDS)).isNotNull();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void tellsThatSomeoneElseRecordsGradients() {
    DjlRuntime.start();
    try (GradientCollector foreign = Engine.getEngine(DjlRuntime.ENGINE).newGradientCollector()) {
      assertThat(foreign).isNotNull();
      assertThatThrownBy(() -> TRAINER.train(clouds()))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("already collecting");
    }
  }

  @Test
  void leavesNoTraceOnTheCallingThread() {
    DjlRuntime.start();
    boolean gradients = JniUtils.isGradMode();
    int threads = JniUtils.getNumThreads();
    try {
      JniUtils.setGradMode(true);
      JniUtils.setNumThreads(2);

      TRAINER.train(clouds());
      assertThatThrownBy(() -> TRAINER.train(clouds().cancelledWhen(() -> true)))
          .isInstanceOf(OperationInterruptedException.class);

      assertThat(JniUtils.isGradMode()).isTrue();
      assertThat(JniUtils.getNumThreads()).isEqualTo(2);
    } finally {
      JniUtils.setGradMode(gradients);
      JniUtils.setNumThreads(threads);
    }
  }

  @Test
  void refusesDataThatDoesNotFit() {
    assertThatThrownBy(
            () ->
                DjlTrainer.builder()
                    .network(Network.builder().conv(2, 3).build())
                    .build()
                    .train(clouds()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid network: layer 1, conv(2,3), on [2] (needs channels, rows and columns)");
    assertThatThrownBy(() -> DjlTrainer.builder().factory("gone", "").build().train(clouds()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void refusesToStopEarlyWithoutValidationRows() {
    DjlTrainer early =
        DjlTrainer.builder().network(Network.builder().build()).earlyStopping(2).build();

    assertThatThrownBy(() -> early.train(clouds()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid early stopping: no validation rows (the split needs some)");
  }

  private static RecordedContext clouds() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(40, 1));
  }
}
