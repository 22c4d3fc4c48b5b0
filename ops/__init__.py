"""The platform's operators: notices, escalations, takedowns, their audit."""
