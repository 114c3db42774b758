package io.lifecycle4j.spring;

import io.lifecycle4j.error.LifecycleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers requests whose controller throws a {@link LifecycleException} with a problem detail (RFC
 * 9457), which has the code of the exception. A handler of the application wins.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class LifecycleProblems {
  private static final Logger LOG = LoggerFactory.getLogger(LifecycleProblems.class);

  LifecycleProblems() {}

  @ExceptionHandler(LifecycleException.class)
  ResponseEntity<ProblemDetail> problem(LifecycleException failure) {
    ProblemDetail problem = ProblemDetail.forStatus(failure.kind().httpStatus());
    problem.setProperty("code", failure.code());
    if (failure.kind().showsMessage()) {
      problem.setDetail(failure.getMessage());
    } else {
      LOG.error("A request failed", failure);
    }
    return answer(failure).body(problem); // the class of headers is another one in Spring 7
  }

  /**
   * Begins an answer for a handler of your own: the status of the {@linkplain
   * LifecycleException#kind() kind} of an exception, and {@code Retry-After} if it is 503.
   *
   * @param failure what was thrown
   * @return the answer, without a body
   */
  public static ResponseEntity.BodyBuilder answer(LifecycleException failure) {
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(failure.kind().httpStatus());
    failure
        .retryAfterSeconds()
        .ifPresent(seconds -> answer.header("Retry-After", String.valueOf(seconds)));
    return answer;
  }
}
