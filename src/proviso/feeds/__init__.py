"""The door of the systems that tell us of people and trainings: the directory by SCIM, the learning system by xAPI."""
