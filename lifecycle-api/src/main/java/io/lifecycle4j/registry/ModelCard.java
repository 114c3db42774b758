package io.lifecycle4j.registry;

import io.lifecycle4j.model.ModelVersion;
import java.util.List;

/**
 * What is on record about a model version, for people: what it is for, what it learned from, how it
 * was evaluated, and who decided what about it. Nothing is evaluated for it.
 *
 * <p>Each figure names the evaluation that it is from, by its hash. The texts contain only times
 * that are on record, so that the same records give the same bytes. Text from outside is escaped.
 * Immutable.
 */
public interface ModelCard {
  /**
   * Returns the version.
   *
   * @return the version
   */
  ModelVersion version();

  /**
   * Returns what this card lacks to be complete: a text of {@link VersionNotes}, an owner, an
   * evaluation.
   *
   * @return names such as {@code intended use}; empty if the card is complete
   */
  List<String> missing();

  /**
   * Returns the reasons on record to doubt the version: a jump in quality, a baseline that is as
   * good. {@link Models#suspicions} searches the rows too.
   *
   * @return the suspicions; empty if there are none
   */
  List<Suspicion> suspicions();

  /**
   * Returns the card as Markdown, with the front matter of a Hugging Face model: licence, tags,
   * datasets, and a {@code model-index} with the metrics of the newest evaluation.
   *
   * @return the text
   */
  String markdown();

  /**
   * Returns the card as JSON, in the form of {@code docs/reference/card.md}.
   *
   * @return a JSON object on one line, its properties in alphabetical order
   */
  String json();

  /**
   * Returns the card as a page with plots: metrics over the versions, calibration curve, confusion
   * matrix and the loss of the run. It refers to no other file. Its only script makes the plots
   * interactive. Its policy forbids browsers to load anything or to run another script.
   *
   * @return an HTML document
   */
  String html();
}
