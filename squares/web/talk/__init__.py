"""Pages of posts: timelines, threads, composing, reacting."""
