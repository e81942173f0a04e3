package com.example.billing;

import dev.weft.Message;
import dev.weft.Middleware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Middleware: notes each message that has been handled. */
@Component
public class Audit implements Middleware {

  private static final Logger log = LoggerFactory.getLogger(Audit.class);

  private final String department;

  Audit(@Value("${billing.department:billing}") String department) {
    this.department = department;
  }

  @Override
  public void handle(Message<?> message, Next next) throws Exception {
    next.proceed();
    log.info("{}: {} {}", department, message.id(), message.payload());
  }
}
