package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.storage.BlobId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a version must fulfil before an alias may be moved forward to it. The registry keeps it, so
 * that it binds every process, whatever gates that process names.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class PromotionPolicy {
  /** Nothing is required. */
  public static final PromotionPolicy NONE = builder().build();

  private final List<PolicyGate> gates;
  private final Approvals approvals;
  private final Optional<FalsePromotions> promise;

  private PromotionPolicy(Builder builder) {
    this.gates = builder.gates == null ? List.of() : builder.gates;
    this.approvals = builder.approvals == null ? Approvals.NONE : builder.approvals;
    this.promise = Optional.ofNullable(builder.promise);
  }

  /**
   * Returns a builder for a policy.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a policy. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private @Nullable List<PolicyGate> gates;
    private @Nullable Approvals approvals;
    private @Nullable FalsePromotions promise;

    private Builder() {}

    /**
     * Sets the gates that must pass. Default: none.
     *
     * @param required the gates, in the order in which they judge
     * @return this builder
     */
    public Builder gates(List<PolicyGate> required) {
      checkUnset(gates, "policy", "gates");
      gates = copy(required, "gates of a policy");
      return this;
    }

    /**
     * Sets who must approve. Default: nobody.
     *
     * @param rule how many people, and how long an approval counts
     * @return this builder
     */
    public Builder approvals(Approvals rule) {
      checkUnset(approvals, "policy", "approvals");
      approvals = required(rule, "approvals");
      return this;
    }

    /**
     * Sets how many versions may be promoted falsely. Default: what each process names.
     *
     * @param most how many, and in which period
     * @return this builder
     */
    public Builder falsePromotions(FalsePromotions most) {
      checkUnset(promise, "policy", "false promotions");
      promise = required(most, "false promotions");
      return this;
    }

    /**
     * Returns the policy.
     *
     * @return the policy
     */
    public PromotionPolicy build() {
      return new PromotionPolicy(this);
    }
  }

  /**
   * Returns the gates that must pass.
   *
   * @return the gates, in the order in which they judge
   */
  public List<PolicyGate> gates() {
    return gates;
  }

  /**
   * Returns who must approve a version.
   *
   * @return the rule; {@link Approvals#NONE} if nobody must
   */
  public Approvals approvals() {
    return approvals;
  }

  /**
   * Returns how many versions may be promoted falsely, whatever a process names. A process that
   * names fewer keeps both.
   *
   * @return the promise; empty if each process names its own
   */
  public Optional<FalsePromotions> falsePromotions() {
    return promise;
  }

  /**
   * Returns the hash of the policy, by which a promotion names what it fulfils. It covers the ids
   * and parameters of the gates, and not their words.
   *
   * @return the SHA-256 of the lines that docs/FORMAT.md describes
   */
  public BlobId digest() {
    byte[] lines = (String.join("\n", lines()) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      return BlobId.of(MessageDigest.getInstance("SHA-256").digest(lines));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Returns a line for each part that is set. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    gates.forEach(gate -> lines.add("gate " + gate.id() + " " + gate.parameters()));
    if (!approvals.equals(Approvals.NONE)) {
      String time = approvals.expireAfter().map(Duration::toString).orElse("-");
      lines.add("approvals " + approvals.needed() + " " + time + (approvals.own() ? " own" : ""));
    }
    promise.ifPresent(
        most -> lines.add("falsePromotions " + exactly(most.most()) + " " + most.period()));
    return lines;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PromotionPolicy that && lines().equals(that.lines());
  }

  @Override
  public int hashCode() {
    return lines().hashCode();
  }

  /** Returns what is required, such as {@code rmse at most 2.5000, 2 approvals}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(gates.stream().map(PolicyGate::words).toList());
    if (!approvals.equals(Approvals.NONE)) {
      parts.add(approvals.toString());
    }
    promise.map(FalsePromotions::toString).ifPresent(parts::add);
    return parts.isEmpty() ? "no requirements" : String.join(", ", parts);
  }

  /** Returns a number as it is, in decimal. */
  private static String exactly(double number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }
}
