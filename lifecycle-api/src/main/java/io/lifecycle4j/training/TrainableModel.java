package io.lifecycle4j.training;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.model.ModelVersion;

/** The training methods of a {@link io.lifecycle4j.ManagedModel}. Thread-safe. */
public interface TrainableModel {
  /**
   * Trains a model version and registers it as a candidate. The actor is the user that this process
   * runs as; if people approve versions, use the method with an actor.
   *
   * <p>Training is recorded as a run of the experiment that has the model's name. If the thread is
   * interrupted or anything is thrown, the run ends as FAILED and nothing is registered. Anything
   * that the trainer throws, even an {@link Error}, becomes the cause of a {@link
   * io.lifecycle4j.error.TrainingFailedException}; an {@link Error} from elsewhere is rethrown
   * after the run has ended.
   *
   * @param split the rows; of the holdout, only the class names are used, to check that the model
   *     will know them
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if a holdout row has a class that the task
   *     does not declare and no training row has
   * @throws io.lifecycle4j.error.TrainingFailedException if training produced no model, or a model
   *     that does not predict a finite number for every training row
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
   * @throws ClosedException if the model is closed, even during training
   */
  ModelVersion train(Split split);

  /**
   * Trains like {@link #train(Split)}, with parameters of this training and a rule that may stop it
   * early.
   *
   * @param plan rows, parameters and rule
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.InvalidValueException if the trainer does not know a parameter
   * @throws io.lifecycle4j.error.LifecycleException in the cases of {@link #train(Split)}
   */
  ModelVersion train(TrainingPlan plan);

  /**
   * Goes through all that a training and the first promotion need, within seconds: a few batches
   * through training, checkpoint, resume, registration, loading, gates and prediction. What would
   * fail after hours fails now.
   *
   * <p>It works on at most a few thousand rows, in a home of its own in the temporary directory,
   * which is deleted. So it registers nothing, needs no right to do so, and opens no holdout: half
   * of the validation rows stand in for it. Its verdicts say whether gates can judge, not how good
   * the model is. If the process is killed, a directory {@code lifecycle4j-…} with these rows is
   * left.
   *
   * @param split the rows
   * @return the steps, with their times; prints as a table
   * @throws io.lifecycle4j.error.TrainingFailedException if a step fails; the message names it, and
   *     what failed is the cause
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
   * @throws IllegalStateException if the model is closed, also if it is closed during the rehearsal
   */
  Rehearsal rehearse(Split split);

  /**
   * Trains on a few rows without regularization until their loss is near zero, which shows that the
   * network can learn at all. Registers nothing, like {@link #rehearse}.
   *
   * @param rows how many training rows, spread over all of them, at least 1
   * @param split the rows
   * @return the loss before and after
   * @throws io.lifecycle4j.error.InvalidValueException if there are not so many training rows, or
   *     the trainer reports no {@code loss} of an epoch
   * @throws io.lifecycle4j.error.LifecycleException in the cases of {@link #rehearse}
   */
  Overfitting overfitOn(int rows, Split split);

  /**
   * Resumes a training that ended early, on the same rows and in the same run. It continues from
   * the newest stored state that can be read, or from the start if there is none. Lost states are
   * reported in the log and by the tag {@code lostStates} of the run.
   *
   * <p>With {@code DjlTrainer} and the same settings, libraries, type of processor and threads, the
   * version has the same weights as if the training had not been interrupted. If the run already
   * registered a version, that one is returned.
   *
   * <p>A run that is not in this home is looked for {@linkplain
   * io.lifecycle4j.ManagedModelBuilder#checkpointTo where checkpoints are copied to}. The training
   * then goes on in a run of this home, whose tag {@code resumes} names the other one.
   *
   * @param run the id of the run of a training of this model, which is FAILED, KILLED or CRASHED
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run, or its data are not in
   *     this home
   * @throws io.lifecycle4j.error.ConflictException if the run is still running, or is deleted
   * @throws io.lifecycle4j.error.InvalidValueException if it is no training of this model, or the
   *     preprocessing or the settings of the trainer have changed; the message names the changes
   * @throws io.lifecycle4j.error.LifecycleException as for {@link #train(Split)}
   */
  ModelVersion resume(String run);

  /**
   * Trains a version again from what it recorded: the same dataset version, split in the same way,
   * with the trainer of this model; and compares what came out with what is recorded. Nothing is
   * registered, and no held-out row is opened. A run of the model's experiment records the
   * training; its tag {@code reproduces} names the version.
   *
   * @param version a version of this model that a run of this home trained
   * @return the weights and metrics that differ, and the facts that may be the cause
   * @throws io.lifecycle4j.error.InvalidValueException if it was trained elsewhere, or its dataset
   *     version has other bytes in this home
   * @throws io.lifecycle4j.error.NotFoundException if the version or its dataset version does not
   *     exist in this home
   * @throws io.lifecycle4j.error.NotAllowedException if the authorizer of the home forbids it
   * @throws io.lifecycle4j.error.LifecycleException in the other cases of {@link #train(Split)}
   */
  Reproduction reproduce(ModelVersion version);

  /**
   * Returns the environment in which a version was trained, which can be written as a Maven
   * project.
   *
   * @param version a version of this model that a run of this home trained
   * @return the environment; of a resumed run, that of its last part
   * @throws io.lifecycle4j.error.InvalidValueException if it was trained elsewhere
   * @throws io.lifecycle4j.error.NotFoundException if the version or its run does not exist in this
   *     home, or the run recorded no environment
   */
  TrainingEnvironment environment(ModelVersion version);
}
