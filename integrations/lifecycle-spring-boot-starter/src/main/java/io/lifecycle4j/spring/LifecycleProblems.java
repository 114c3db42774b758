package io.lifecycle4j.spring;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.validation.RequestRejectedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
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
    HttpStatus status = status(failure);
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setProperty("code", failure.code());
    if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
      LOG.error("A request failed", failure); // its message may name files of the server
    } else {
      problem.setDetail(failure.getMessage());
    }
    return answer(failure).body(problem); // the class of headers is another one in Spring 7
  }

  /**
   * Begins an answer for a handler of your own: the status that fits an exception, and for an
   * overload {@code Retry-After}.
   *
   * @param failure what was thrown
   * @return the answer, without a body
   */
  public static ResponseEntity.BodyBuilder answer(LifecycleException failure) {
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(status(failure));
    if (failure instanceof OverloadedException overload) {
      overload.retryAfter().ifPresent(wait -> answer.header("Retry-After", seconds(wait)));
    }
    return answer;
  }

  /** Rounds up: who comes too early is refused again. */
  private static String seconds(Duration wait) {
    return String.valueOf(wait.plusNanos(999_999_999).toSeconds());
  }

  private static HttpStatus status(LifecycleException failure) {
    if (failure instanceof InvalidValueException
        || failure instanceof InvalidNameException
        || failure instanceof RequestRejectedException) {
      return HttpStatus.BAD_REQUEST;
    } else if (failure instanceof OverloadedException
        || failure instanceof ModelUnavailableException) {
      return HttpStatus.SERVICE_UNAVAILABLE;
    } else if (failure instanceof NotFoundException) {
      return HttpStatus.NOT_FOUND;
    } else if (failure instanceof NotAllowedException) {
      return HttpStatus.FORBIDDEN;
    } else if (failure instanceof ConflictException || failure instanceof GateFailedException) {
      return HttpStatus.CONFLICT;
    }
    return HttpStatus.INTERNAL_SERVER_ERROR;
  }
}
