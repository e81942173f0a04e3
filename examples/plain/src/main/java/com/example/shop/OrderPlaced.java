package com.example.shop;

/** What the web shop publishes as JSON when somebody has ordered. */
public record OrderPlaced(String id, String email) {}
